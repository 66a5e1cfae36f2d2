import type { Compounds } from '#core/api/central.js';
import { pageOf } from '#core/api/paging.js';
import { CompoundSchema } from '#core/api/register.js';
import { ADMINISTRATORS, EVERY_ROLE } from '../access.js';
import { FAULTS } from '../fault-answer.js';
import type { App } from '../http.js';
import { wholeList } from '../page-answer.js';
import { strict } from '../strict.js';

const tags = ['compounds'];

export function compoundRoutes(api: App, compounds: Compounds): void {
  const list = {
    schema: { tags, summary: 'All compounds', response: { 200: pageOf(CompoundSchema), ...FAULTS } },
    config: { access: EVERY_ROLE },
  } as const;
  api.get('/compounds', list, async () => wholeList(await compounds.list()));

  const add = {
    schema: {
      tags,
      summary: 'New compound, controlled, with the default policy',
      body: strict(CompoundSchema),
      response: { 201: CompoundSchema, ...FAULTS },
    },
    config: { access: ADMINISTRATORS },
  } as const;
  api.post('/compounds', add, async (request, reply) => {
    const added = await compounds.add(request.body);
    return reply.status(201).send(added);
  });
}
