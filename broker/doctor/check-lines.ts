import { traceLineId } from '../ledger/trace-book.js';
import { queriesOn } from '../storage/queries.js';
import type { CheckTools } from './check-tools.js';

const PAGE = 2_000;

/** Whether every line of the traces still says what it said: its id comes from its text. */
export async function checkLines({ session, findings }: CheckTools): Promise<void> {
  const lines = queriesOn(session).selectFrom('trace_lines').selectAll().orderBy('id').limit(PAGE);
  for (let last = ''; ;) {
    const rows = await lines.where('id', '>', last).execute();
    for (const row of rows) {
      if (traceLineId(row) === row.id) continue;
      findings.breakage({ table: 'trace_lines', key: row.id }, null, 'it was changed: its id does not fit');
    }
    last = rows.at(-1)?.id ?? last;
    if (rows.length < PAGE) return;
  }
}
