import Type from 'typebox';
import type { Entries } from '#core/api/central.js';
import { EntryDetailSchema, EntryQuerySchema, EntryRecordSchema } from '#core/api/entries.js';
import { pageOf } from '#core/api/paging.js';
import { GateError } from '#core/errors/gate-error.js';
import { JournalIdSchema, SeqSchema } from '#core/wire/parts.js';
import { EVERY_ROLE } from '../access.js';
import { FAULTS } from '../fault-answer.js';
import type { App } from '../http.js';
import { pageAnswer } from '../page-answer.js';
import { strict } from '../strict.js';

const tags = ['entries'];
const params = Type.Object({ journal: JournalIdSchema, seq: SeqSchema });

export function entryRoutes(api: App, entries: Entries): void {
  const list = {
    schema: {
      tags,
      summary: 'The ledger, newest first',
      querystring: strict(EntryQuerySchema),
      response: { 200: pageOf(EntryRecordSchema), ...FAULTS },
    },
    config: { access: EVERY_ROLE },
  } as const;
  api.get('/entries', list, async ({ query }) => {
    if (query.from !== undefined && query.to !== undefined && query.from > query.to) {
      throw new GateError('request-invalid', { problem: 'query/from is later than query/to' });
    }
    return pageAnswer(await entries.list(query));
  });

  const get = {
    schema: {
      tags,
      summary: 'One entry with everything that answers "why?"',
      params,
      response: { 200: EntryDetailSchema, ...FAULTS },
    },
    config: { access: EVERY_ROLE },
  } as const;
  api.get('/entries/:journal/:seq', get, async ({ params: { journal, seq } }) => {
    const detail = await entries.get(journal, seq);
    if (detail === null) throw new GateError('not-found', { kind: 'entry', id: `${journal}/${seq}` });
    return detail;
  });
}
