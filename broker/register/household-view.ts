import type { Household } from '#core/api/register.js';
import type { Pass } from '#core/pass/pass.js';
import type { Clock } from '#core/ports/clock.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { EMPTY_STATE, type HouseholdState } from '#core/rules/household-state.js';
import { nextAllowed } from '#core/rules/next-allowed.js';
import { RULEBOOK } from '#core/rules/rulebook.js';
import type { CompoundId, HouseholdId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import type { LedgerStore } from '../ledger/ledger-store.js';
import { passOfRow } from '../storage/pass-row.js';
import { queriesOn, type Queries } from '../storage/queries.js';
import type { HouseholdRow, ResidentRow } from '../storage/schema.js';
import { compoundRules, type CompoundRules } from './compound-rules.js';

/** One household as it stands in the tables. */
interface HouseholdParts {
  readonly row: HouseholdRow;
  readonly residents: readonly ResidentRow[];
  readonly passes: readonly Pass[];
  readonly state: HouseholdState;
  readonly feverAlarm: number | null;
}

export interface HouseholdTools {
  readonly database: SqlDatabase;
  readonly clock: Clock;
  readonly ledger: Pick<LedgerStore, 'states'>;
}

/** Puts households together from the register and the state of the ledger, with seven reads for a page of them. */
export class HouseholdView {
  readonly #database: SqlDatabase;
  readonly #clock: Clock;

  readonly #ledger: Pick<LedgerStore, 'states'>;

  constructor({ database, clock, ledger }: HouseholdTools) {
    this.#database = database;
    this.#clock = clock;
    this.#ledger = ledger;
  }

  /** Those of the ids that exist, in the order of the ids. */
  async households(compound: CompoundId, ids: readonly HouseholdId[]): Promise<readonly Household[]> {
    if (ids.length === 0) return [];
    const rules = await compoundRules(compound, queriesOn(this.#database.reader));
    const parts = await this.#parts(compound, ids);
    return ids.flatMap((id) => {
      const own = parts.get(id);
      return own === undefined ? [] : [this.#household(own, rules)];
    });
  }

  #household(parts: HouseholdParts, rules: CompoundRules): Household {
    const { row, residents, passes, state } = parts;
    return {
      id: row.id,
      compound: row.compound,
      residents: residents.map(({ id, name }) => ({ id, name })),
      passes: passes.map(({ id, kind, revoked, expires }) => ({ id, kind, revoked, expires })),
      outings: state.outings.map(({ pass, since }) => ({ pass, since })),
      nextOutingAt: this.#nextOuting(parts, rules),
      feverAlarm: parts.feverAlarm,
    };
  }

  /** When the household's purchase pass lets someone out again; null when it does now, or never by time alone. */
  #nextOuting({ row, passes, state }: HouseholdParts, rules: CompoundRules): Instant | null {
    const pass = passes.findLast(({ kind, revoked }) => kind === 'purchase' && !revoked);
    if (pass === undefined) return null;
    const now = this.#clock.now();
    const building = row.id.slice(0, row.id.indexOf('-'));
    const next = nextAllowed(
      {
        compound: rules.id,
        calendar: rules.calendar,
        policy: rules.policy,
        presentation: { direction: 'out', purpose: null, reading: null },
        credential: { kind: 'pass', pass },
        restrictions: {
          householdSealed: row.sealed === 1,
          buildingSealed: rules.policy.sealedBuildings.includes(building),
          personIsolated: false,
        },
        exceptions: rules.exceptions.get(row.id) ?? [],
        state,
        now,
      },
      RULEBOOK,
    );
    return next === now ? null : next;
  }

  async #parts(
    compound: CompoundId,
    ids: readonly HouseholdId[],
  ): Promise<ReadonlyMap<HouseholdId, HouseholdParts>> {
    const queries = queriesOn(this.#database.reader);
    const rows = queries.selectFrom('households').selectAll().where('compound', '=', compound);
    const residents = queries.selectFrom('residents').selectAll().where('compound', '=', compound);
    const passes = queries.selectFrom('passes').selectAll().where('compound', '=', compound);
    const [foundRows, foundResidents, foundPasses, fevers, states] = await Promise.all([
      rows.where('id', 'in', ids).execute(),
      residents.where('household', 'in', ids).orderBy('id').execute(),
      passes.where('household', 'in', ids).orderBy('issued_at').orderBy('id').execute(),
      openFevers(compound, ids, queries),
      this.#ledger.states(compound, ids),
    ]);
    const byHousehold = groupBy(foundResidents, ({ household }) => household);
    const passesOf = groupBy(foundPasses.map(passOfRow), ({ household }) => household);
    return new Map(
      foundRows.map((row) => [
        row.id,
        {
          row,
          residents: byHousehold.get(row.id) ?? [],
          passes: passesOf.get(row.id) ?? [],
          state: states.get(row.id)?.state ?? EMPTY_STATE,
          feverAlarm: fevers.get(row.id) ?? null,
        },
      ]),
    );
  }
}

/** The open alarm of a confirmed fever of each household that has one. */
async function openFevers(
  compound: CompoundId,
  ids: readonly HouseholdId[],
  queries: Queries,
): Promise<ReadonlyMap<HouseholdId, number>> {
  const rows = await queries
    .selectFrom('alarms')
    .select(['id', 'household'])
    .where('compound', '=', compound)
    .where('household', 'in', ids)
    .where('resolved_at', 'is', null)
    .where('kind', '=', 'fever-confirmed')
    .orderBy('id')
    .execute();
  return new Map(rows.flatMap(({ id, household }) => (household === null ? [] : [[household, id] as const])));
}

function groupBy<Key, Item>(items: readonly Item[], key: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}
