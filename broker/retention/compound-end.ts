import type { CompoundEnd } from '#core/api/retention.js';
import { GateError } from '#core/errors/gate-error.js';
import { ZonedCalendar } from '#core/units/calendar-day.js';
import type { CompoundId } from '#core/units/ids.js';
import { DAY } from '#core/units/instant.js';
import type { Queries } from '../storage/queries.js';

/** Entries read at once. */
const PAGE = 10_000;

/** Counts what a compound has before it is erased. @throws GateError `not-found` (compound) */
export async function countCompound(compound: CompoundId, queries: Queries): Promise<CompoundEnd> {
  const found = await queries
    .selectFrom('compounds')
    .select('timezone')
    .where('id', '=', compound)
    .executeTakeFirst();
  if (found === undefined) throw new GateError('not-found', { kind: 'compound', id: compound });
  const journals = await queries
    .selectFrom('journals as j')
    .innerJoin('gates as g', 'g.id', 'j.gate')
    .select(['j.number', 'j.journal', 'j.hash'])
    .where('g.compound', '=', compound)
    .orderBy('j.number')
    .execute();
  const counted = await countEntries(
    journals.map(({ number }) => number),
    found.timezone,
    queries,
  );
  const rows = (table: CountedTable): Promise<number> => rowsOf(table, compound, queries);
  return {
    compound,
    timezone: found.timezone,
    households: await rows('households'),
    residents: await rows('residents'),
    passes: await rows('passes'),
    alarms: await rows('alarms'),
    entries: [...counted.ofJournal.values()].reduce((sum, one) => sum + one, 0),
    days: [...counted.ofDay].map(([key, entries]) => {
      const [day = '', verdict = ''] = key.split(' ');
      return { day, verdict, entries };
    }),
    heads: journals.map(({ number, journal, hash }) => {
      return { journal, entries: counted.ofJournal.get(number) ?? 0, hash };
    }),
  };
}

type CountedTable = 'households' | 'residents' | 'passes' | 'alarms';

async function rowsOf(table: CountedTable, compound: CompoundId, queries: Queries): Promise<number> {
  const [row] = await queries
    .selectFrom(table)
    .select((build) => build.fn.countAll<number>().as('times'))
    .where('compound', '=', compound)
    .execute();
  return row?.times ?? 0;
}

interface Counted {
  /** By local date and verdict. */
  readonly ofDay: ReadonlyMap<string, number>;
  readonly ofJournal: ReadonlyMap<number, number>;
}

async function countEntries(
  journals: readonly number[],
  timezone: string,
  queries: Queries,
): Promise<Counted> {
  const calendar = new ZonedCalendar(timezone);
  const ofDay = new Map<string, number>();
  const ofJournal = new Map<number, number>();
  for (let last = 0; journals.length > 0;) {
    const rows = await queries
      .selectFrom('entries')
      .select(['id', 'journal', 'at', 'verdict'])
      .where('id', '>', last)
      .where('journal', 'in', journals)
      .orderBy('id')
      .limit(PAGE)
      .execute();
    for (const { journal, at, verdict } of rows) {
      add(ofDay, `${new Date(calendar.dayOf(at) * DAY).toISOString().slice(0, 10)} ${verdict}`);
      add(ofJournal, journal);
    }
    last = rows.at(-1)?.id ?? last;
    if (rows.length < PAGE) break;
  }
  return { ofDay, ofJournal };
}

function add<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
