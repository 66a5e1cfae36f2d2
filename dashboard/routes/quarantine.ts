import type { Central } from '#core/api/central.js';
import { pageOf, PagingSchema } from '#core/api/paging.js';
import { QuarantinedMessageSchema } from '#core/api/quarantine.js';
import { COMMAND_ROOM } from '../access.js';
import { FAULTS } from '../fault-answer.js';
import type { App } from '../http.js';
import { pageAnswer } from '../page-answer.js';
import { strict } from '../strict.js';

export function quarantineRoutes(api: App, quarantine: Central['quarantine']): void {
  const list = {
    schema: {
      tags: ['gates'],
      summary: 'Messages of gates that could not be read',
      querystring: strict(PagingSchema),
      response: { 200: pageOf(QuarantinedMessageSchema), ...FAULTS },
    },
    config: { access: COMMAND_ROOM },
  } as const;
  api.get('/quarantine', list, async ({ query }) => pageAnswer(await quarantine.list(query)));
}
