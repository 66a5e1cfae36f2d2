import type { OpenOuting } from '#core/lists/overdue-returns.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { CompoundId, GateId, HouseholdId, JournalId, PassId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import { queriesOn } from '../storage/queries.js';

/** An overdue alarm that is neither cleared nor resolved, with the entry that began its outing. */
export interface OpenOverdueAlarm {
  readonly id: number;
  readonly compound: CompoundId;
  readonly household: HouseholdId;
  /** Id of the entry. */
  readonly entry: number;
  readonly since: Instant;
}

export async function openOverdueAlarms(database: SqlDatabase): Promise<readonly OpenOverdueAlarm[]> {
  const rows = await queriesOn(database.reader)
    .selectFrom('alarms as a')
    .innerJoin('journals as j', 'j.journal', 'a.journal')
    .innerJoin('entry_places as place', (join) =>
      join.onRef('place.journal', '=', 'j.number').onRef('place.seq', '=', 'a.seq'),
    )
    .innerJoin('entries as e', 'e.id', 'place.entry')
    .select(['a.id', 'a.compound', 'a.household', 'e.id as entry', 'e.at as since'])
    .where('a.kind', '=', 'overdue-return')
    .where('a.cleared_at', 'is', null)
    .where('a.resolved_at', 'is', null)
    .where('a.household', 'is not', null)
    .execute();
  return rows.flatMap(({ household, ...row }) => (household === null ? [] : [{ ...row, household }]));
}

interface OutingEntry {
  readonly id: number;
  readonly journal: JournalId;
  readonly seq: number;
  readonly gate: GateId;
  readonly household: HouseholdId | null;
  readonly pass: PassId | null;
}

/** The entry with which an outing began; null when it is erased. */
export async function outingEntry(
  compound: CompoundId,
  { household, outing }: OpenOuting,
  database: SqlDatabase,
): Promise<OutingEntry | null> {
  const row = await queriesOn(database.reader)
    .selectFrom('entries as e')
    .innerJoin('journals as j', 'j.number', 'e.journal')
    .innerJoin('gates as g', 'g.id', 'j.gate')
    .select(['e.id', 'j.journal', 'e.seq', 'j.gate', 'e.household', 'e.pass'])
    .where('e.at', '=', outing.since)
    .where('e.household', '=', household as HouseholdId)
    .where('e.direction', '=', 'out')
    .where('g.compound', '=', compound)
    .orderBy('e.id')
    .executeTakeFirst();
  return row ?? null;
}
