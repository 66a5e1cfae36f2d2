import type { AmendmentChange } from '#core/amend/amendment-change.js';
import { foldHistory, type HistoryStep } from '#core/amend/fold-history.js';
import { EMPTY_STATE, type HouseholdState } from '#core/rules/household-state.js';
import type { CompoundId, PassId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import { sql } from 'kysely';
import { effectsOf } from '../ledger/effects-code.js';
import type { Queries } from './queries.js';

/** A step with the id of its row. */
export type LedgerStep = HistoryStep & { readonly id: number };

/** The history of one household, or of a pass without one, as the ledger tells it. */
export interface HouseholdHistory {
  /** What erased entries have left. */
  readonly start: HouseholdState;
  readonly steps: readonly LedgerStep[];
}

interface HistoryPlace {
  readonly compound: CompoundId;
  readonly key: string;
  /** Its last row, from which the others are found; 0 when it has none. */
  readonly last: number;
}

/** Names an entry in a history. */
export function entryName(id: number): string {
  return String(id);
}

/** The state that a history comes to. */
export function stateOf({ start, steps }: HouseholdHistory): HouseholdState {
  return foldHistory(steps, start);
}

/** Reads a history back from its last row, entries and amendments in order of arrival. */
export async function readHistory(
  queries: Queries,
  { compound, key, last }: HistoryPlace,
): Promise<HouseholdHistory> {
  const saved = await queries
    .selectFrom('state_checkpoints')
    .select('state')
    .where('compound', '=', compound)
    .where('key', '=', key)
    .executeTakeFirst();
  const steps = last === 0 ? [] : await readSteps(queries, last);
  const inHistory = new Set(steps.map(({ id }) => id));
  return {
    start: saved === undefined ? EMPTY_STATE : (JSON.parse(saved.state) as HouseholdState),
    // What stands behind a row that was erased is in the state that it has left.
    steps: steps.filter(({ place }) => place === null || inHistory.has(place)).map(({ step }) => step),
  };
}

interface PlacedStep {
  readonly id: number;
  readonly place: number | null;
  readonly step: LedgerStep;
}

async function readSteps(queries: Queries, last: number): Promise<readonly PlacedStep[]> {
  const rows = sql<{ id: number }>`
    with recursive chain (id, previous) as (
      select id, previous from entries where id = ${last}
      union all select id, previous from amendments where id = ${last}
      union all
      select c.previous, coalesce(e.previous, a.previous) from chain c
      left join entries e on e.id = c.previous left join amendments a on a.id = c.previous
      where c.previous is not null)`;
  const entries = await sql<EntryColumns>`${rows}
    select e.id, e.at, e.pass, e.effects from chain c join entries e on e.id = c.id
    where e.pass is not null`.execute(queries);
  const amendments = await sql<AmendmentColumns>`${rows}
    select a.id, a.at, a.pass, a.entry, a.change, a.place, e.effects
    from chain c join amendments a on a.id = c.id join entries e on e.id = a.entry
    where a.pass is not null`.execute(queries);
  return [...entries.rows.map(entryStep), ...amendments.rows.map(amendmentStep)].sort((a, b) => a.id - b.id);
}

export interface EntryColumns {
  readonly id: number;
  readonly at: Instant;
  readonly pass: PassId | null;
  readonly effects: string;
}

/** `effects` is that of the entry: its code tells the kind of the pass. */
export interface AmendmentColumns extends EntryColumns {
  readonly entry: number;
  readonly change: string;
  readonly place: number | null;
}

export function entryStep({ id, at, pass, effects }: EntryColumns): PlacedStep {
  const code = effectsOf(effects);
  const step = {
    kind: 'entry',
    id,
    entry: entryName(id),
    effects: code.effects,
    pass: pass === null || code.kind === null ? null : { id: pass, kind: code.kind },
    now: at,
  } as const;
  return { id, place: null, step };
}

export function amendmentStep({ id, at, pass, entry, change, place, effects }: AmendmentColumns): PlacedStep {
  const { kind } = effectsOf(effects);
  const step = {
    kind: 'amendment',
    id,
    entry: entryName(entry),
    change: JSON.parse(change) as AmendmentChange,
    pass: pass === null || kind === null ? null : { id: pass, kind },
    now: at,
  } as const;
  return { id, place, step };
}
