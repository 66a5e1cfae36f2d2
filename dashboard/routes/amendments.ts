import Type from 'typebox';
import { AmendmentRecordSchema, NewAmendmentSchema } from '#core/api/amendments.js';
import type { Amendments } from '#core/api/central.js';
import { JournalIdSchema, SeqSchema } from '#core/wire/parts.js';
import { COMMAND_ROOM } from '../access.js';
import { FAULTS } from '../fault-answer.js';
import type { App } from '../http.js';
import { strict } from '../strict.js';
import { sessionOf } from './session.js';

export function amendmentRoutes(api: App, amendments: Amendments): void {
  const amend = {
    schema: {
      tags: ['entries'],
      summary: 'Late correction by a controller: a new row with the author, the entry stays as it is',
      params: Type.Object({ journal: JournalIdSchema, seq: SeqSchema }),
      body: strict(NewAmendmentSchema),
      response: { 201: AmendmentRecordSchema, ...FAULTS },
    },
    config: { access: COMMAND_ROOM },
  } as const;
  api.post('/entries/:journal/:seq/amendments', amend, async (request, reply) => {
    const { user } = sessionOf(request);
    const { journal, seq } = request.params;
    return reply.code(201).send(await amendments.add({ journal, seq }, request.body, user));
  });
}
