import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { CompoundId } from '#core/units/ids.js';
import { stateKeyOfRow } from '../ledger/replay.js';
import type { AmendmentRow } from './amendment-schema.js';
import { readHistory, stateOf } from './household-history.js';
import { queriesOn } from './queries.js';
import { readStates } from './read-states.js';
import type { ResidentJournals } from './resident-journals.js';
import type { ResidentStates } from './resident-states.js';

interface Restored {
  readonly database: SqlDatabase;
  readonly states: ResidentStates;
  readonly journals: ResidentJournals;
}

/**
 * Takes in the amendments that were committed after states and journals were saved last, once the entries after that have
 * been replayed. What they change may lie anywhere in the history of their household, so that is folded anew. Answers the
 * id of the last amendment, 0 when there is none.
 */
export async function restoreAmendments(mark: number, tools: Restored): Promise<number> {
  const rows = await queriesOn(tools.database)
    .selectFrom('amendments as a')
    .innerJoin('journals as j', 'j.number', 'a.journal')
    .innerJoin('gates as g', 'g.id', 'j.gate')
    .selectAll('a')
    .select('g.compound')
    .where('a.id', '>', mark)
    .orderBy('a.id')
    .execute();
  for (const row of rows) {
    restoreJournal(row, tools.journals);
    await restoreState(row, tools);
  }
  return rows.at(-1)?.id ?? 0;
}

function restoreJournal(row: AmendmentRow, journals: ResidentJournals): void {
  const id = journals.idOf(row.journal);
  const known = id === undefined ? undefined : journals.get(id);
  if (id === undefined || known === undefined) return;
  const isLast = row.id > known.lastEntry;
  journals.changed({
    journal: id,
    number: known.number,
    gate: known.gate,
    topSeq: Math.max(known.topSeq, row.seq ?? 0),
    lastEntry: isLast ? row.id : known.lastEntry,
    hash: isLast ? row.hash : known.hash,
  });
}

async function restoreState(
  row: AmendmentRow & { readonly compound: CompoundId },
  { database, states }: Restored,
): Promise<void> {
  const key = stateKeyOfRow(row);
  if (key === null) return;
  const { compound } = row;
  const [saved] = await readStates(database, compound, [key]);
  const known = states.find(compound, key) ?? saved;
  const last = Math.max(known?.lastEntry ?? 0, row.id);
  const history = await readHistory(queriesOn(database), { compound, key, last });
  states.changed({ compound, key, state: stateOf(history), lastEntry: last });
}
