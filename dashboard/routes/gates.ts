import type { Gates } from '#core/api/central.js';
import { AddedGateSchema, GateStateSchema, NewGateSchema } from '#core/api/gates.js';
import { pageOf } from '#core/api/paging.js';
import { ADMINISTRATORS, EVERY_ROLE } from '../access.js';
import { FAULTS } from '../fault-answer.js';
import type { App } from '../http.js';
import { wholeList } from '../page-answer.js';
import { strict } from '../strict.js';

const tags = ['gates'];

export function gateRoutes(api: App, gates: Gates): void {
  const list = {
    schema: { tags, summary: 'State of all gates', response: { 200: pageOf(GateStateSchema), ...FAULTS } },
    config: { access: EVERY_ROLE },
  } as const;
  api.get('/gates', list, async () => wholeList(await gates.list()));

  const add = {
    schema: {
      tags,
      summary: 'New gate; answers its MQTT password this once',
      body: strict(NewGateSchema),
      response: { 201: AddedGateSchema, ...FAULTS },
    },
    config: { access: ADMINISTRATORS },
  } as const;
  api.post('/gates', add, async (request, reply) => {
    const added = await gates.add(request.body);
    return reply.status(201).send(added);
  });
}
