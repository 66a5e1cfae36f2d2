import type { SpanQuery, TwoGatesItem } from '#core/api/lists.js';
import type { Page } from '#core/api/paging.js';
import { TwoGatesWatch, type Sighting, type TwoGates } from '#core/lists/pass-at-two-gates.js';
import type { CompoundId, GateId, HouseholdId, JournalId, PassId } from '#core/units/ids.js';
import { DAY, type Instant } from '#core/units/instant.js';
import type { Queries } from '../storage/queries.js';
import { compoundRules } from '../register/compound-rules.js';
import { falling, sortedPage } from './sorted-page.js';

/** Entries read at once. */
const PIECE = 5_000;

interface SeenRow {
  readonly id: number;
  readonly journal: JournalId;
  readonly seq: number;
  readonly gate: GateId;
  readonly at: Instant;
  readonly pass: PassId | null;
  readonly household: HouseholdId | null;
}

interface Pair {
  readonly id: number;
  readonly pair: TwoGates;
  readonly household: HouseholdId | null;
}

/** Passes that were presented at two gates within a few minutes, in the order of the ledger read once. */
export async function twoGatesList(
  query: SpanQuery,
  now: Instant,
  queries: Queries,
): Promise<Page<TwoGatesItem>> {
  const { id } = await compoundRules(query.compound, queries);
  const { from = now - DAY, to = Number.MAX_SAFE_INTEGER } = query;
  const watch = new TwoGatesWatch();
  const pairs: Pair[] = [];
  for (let last = { at: from, id: 0 }; ;) {
    const rows = await seenAfter({ compound: id, last, to }, queries);
    for (const row of rows) {
      for (const pair of watch.see(sightingOf(row)))
        pairs.push({ id: row.id, pair, household: row.household });
    }
    last = rows.at(-1) ?? last;
    if (rows.length < PIECE) break;
  }
  const page = sortedPage(pairs, query, ({ id: entry, pair }) => {
    return `${falling(pair.second.at)}/${falling(entry)}/${pair.first.entry}`;
  });
  return { next: page.next, items: page.items.map(itemOf) };
}

function seenAfter(
  span: {
    readonly compound: CompoundId;
    readonly last: { readonly at: Instant; readonly id: number };
    readonly to: Instant;
  },
  queries: Queries,
): Promise<SeenRow[]> {
  const { compound, last, to } = span;
  return queries
    .selectFrom('entries as e')
    .innerJoin('journals as j', 'j.number', 'e.journal')
    .innerJoin('gates as g', 'g.id', 'j.gate')
    .select(['e.id', 'j.journal', 'e.seq', 'g.id as gate', 'e.at', 'e.pass', 'e.household'])
    .where('g.compound', '=', compound)
    .where('e.pass', 'is not', null)
    .where('e.at', '>=', last.at)
    .where('e.at', '<', to)
    .where((one) => one.or([one('e.at', '>', last.at), one('e.id', '>', last.id)]))
    .orderBy('e.at')
    .orderBy('e.id')
    .limit(PIECE)
    .execute();
}

function sightingOf({ journal, seq, gate, at, pass }: SeenRow): Sighting {
  return { entry: `${journal}/${seq}`, gate, at, pass: pass ?? ('' as PassId) };
}

function itemOf({ pair, household }: Pair): TwoGatesItem {
  const { pass, first, second, apart } = pair;
  return { pass, household, first: placeOf(first), second: placeOf(second), apartMs: apart };
}

function placeOf({ entry, gate, at }: Sighting): TwoGatesItem['first'] {
  const [journal = '', seq = ''] = entry.split('/');
  return { gate, journal: journal as JournalId, seq: Number(seq), at };
}
