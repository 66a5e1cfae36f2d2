import { isErased } from '../ledger/entry-parts.js';
import { queriesOn, type Queries } from '../storage/queries.js';
import type { CheckTools } from './check-tools.js';
import { NOTHING_ERASED, type ErasedUntil } from '../retention/erased-until.js';

const PAGE = 2_000;

type AlarmWithEntry = Awaited<ReturnType<typeof alarmPage>>[number];

/** Whether every alarm points to an entry, and says of it what the entry says. */
export async function checkAlarms(tools: CheckTools): Promise<void> {
  const queries = queriesOn(tools.session);
  for (
    let last = 0, rows = await alarmPage(queries, 0);
    rows.length > 0;
    rows = await alarmPage(queries, last)
  ) {
    for (const row of rows) checkAlarm(row, tools);
    last = rows.at(-1)?.id ?? last;
  }
}

function alarmPage(queries: Queries, after: number) {
  return queries
    .selectFrom('alarms as a')
    .leftJoin('journals as j', 'j.journal', 'a.journal')
    .leftJoin('gates as g', 'g.id', 'j.gate')
    .leftJoin('entries as e', (join) =>
      join.on('e.id', '=', (row) =>
        row
          .selectFrom('entry_places as place')
          .select('place.entry')
          .whereRef('place.journal', '=', 'j.number')
          .whereRef('place.seq', '=', 'a.seq')
          .limit(1),
      ),
    )
    .select(['a.id', 'a.kind', 'a.gate', 'a.compound', 'a.household', 'a.pass'])
    .select(['a.journal', 'a.seq', 'a.raised_at'])
    .select(['j.gate as ofGate', 'g.compound as ofCompound', 'e.id as entry', 'e.presentation'])
    .select(['e.household as ofHousehold', 'e.pass as ofPass', 'e.at'])
    .select((row) =>
      row
        .selectFrom('amendments as m')
        .select((count) => count.fn.countAll<number>().as('times'))
        .whereRef('m.entry', '=', 'e.id')
        .whereRef('m.at', '=', 'a.raised_at')
        .as('amended'),
    )
    .where('a.id', '>', after)
    .orderBy('a.id')
    .limit(PAGE)
    .execute();
}

function checkAlarm(row: AlarmWithEntry, { frame, findings }: CheckTools): void {
  const { id, gate, journal, seq, entry } = row;
  const place = { table: 'alarms', id, gate, journal, seq };
  if (entry === null) {
    findings.breakage(place, null, 'the entry that raised it is not in the ledger');
    return;
  }
  const until = row.ofCompound === null ? NOTHING_ERASED : frame.erased(row.ofCompound);
  for (const column of wrongColumns(row, until)) {
    findings.breakage(place, column, `it is not that of its entry ${entry}`);
  }
}

/** Who it was about is compared only while the alarm and its entry still tell it. */
function wrongColumns(row: AlarmWithEntry, until: ErasedUntil): readonly string[] {
  const isOfDevice = row.kind === 'thermometer-suspect';
  const isNameless =
    row.household === null && row.pass === null && (isOfDevice || row.raised_at < until.alarmsFrom);
  const isErasedEntry = row.presentation === null || isErased(row.presentation);
  const pairs = [
    ['gate', row.gate, row.ofGate],
    ['compound', row.compound, row.ofCompound],
    // An outing is overdue long after the entry that began it; what was added to an entry raises alarms at its own time.
    ...(row.kind === 'overdue-return' || Number(row.amended) > 0
      ? []
      : [['raised_at', row.raised_at, row.at] as const]),
    ...(isNameless || isErasedEntry
      ? []
      : [['household', row.household, row.ofHousehold] as const, ['pass', row.pass, row.ofPass] as const]),
  ] as const;
  return pairs.filter(([, own, entrys]) => own !== entrys).map(([column]) => column);
}
