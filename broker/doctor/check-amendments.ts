import { queriesOn } from '../storage/queries.js';
import { placeOfAmendment, type CheckTools } from './check-tools.js';

const PAGE = 2_000;

/** Whether every amendment is about an entry of its journal that came before it. */
export async function checkAmendments({ session, frame, findings }: CheckTools): Promise<void> {
  const page = queriesOn(session)
    .selectFrom('amendments as a')
    .leftJoin('entries as e', 'e.id', 'a.entry')
    .select(['a.id', 'a.journal', 'a.seq', 'a.entry', 'e.journal as ofJournal'])
    .orderBy('a.id')
    .limit(PAGE);
  for (let last = 0; ;) {
    const rows = await page.where('a.id', '>', last).execute();
    for (const row of rows) {
      if (row.ofJournal === row.journal && row.entry < row.id) continue;
      const place = placeOfAmendment(row, frame.journals.get(row.journal));
      findings.breakage(place, 'entry', `entry ${row.entry} of its journal is not in the ledger before it`);
    }
    last = rows.at(-1)?.id ?? last;
    if (rows.length < PAGE) return;
  }
}
