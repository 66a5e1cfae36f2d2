import type { OneOffException } from '#core/exceptions/one-off-exception.js';
import type { Pass } from '#core/pass/pass.js';
import type { CompoundId, HouseholdId, PassId } from '#core/units/ids.js';
import type { HouseholdExceptions } from '../ledger/ledger-store.js';
import { exceptionOfRow } from '../storage/exceptions-in-force.js';
import { passOfRow } from '../storage/pass-row.js';
import type { Queries } from '../storage/queries.js';

/** A pass with what the register says of its household and person now. */
export interface TrialPass {
  readonly pass: Pass;
  readonly householdSealed: boolean;
  readonly personIsolated: boolean;
  readonly exceptions: readonly OneOffException[];
}

/** The passes of the entries of a trial, each read once. */
export class TrialPasses {
  readonly #queries: Queries;
  readonly #compound: CompoundId;
  readonly #known = new Map<PassId, TrialPass>();
  #exceptions: HouseholdExceptions | null = null;

  constructor(queries: Queries, compound: CompoundId) {
    this.#queries = queries;
    this.#compound = compound;
  }

  async load(passes: readonly PassId[]): Promise<void> {
    const unknown = [...new Set(passes)].filter((pass) => !this.#known.has(pass));
    if (unknown.length === 0) return;
    const rows = await this.#queries
      .selectFrom('passes as p')
      .leftJoin('households as h', (join) =>
        join.onRef('h.compound', '=', 'p.compound').onRef('h.id', '=', 'p.household'),
      )
      .leftJoin('residents as r', (join) =>
        join
          .onRef('r.compound', '=', 'p.compound')
          .onRef('r.household', '=', 'p.household')
          .onRef('r.id', '=', 'p.resident'),
      )
      .selectAll('p')
      .select(['h.sealed', 'r.isolated'])
      .where('p.id', 'in', unknown)
      .where('p.compound', '=', this.#compound)
      .execute();
    this.#exceptions ??= await allExceptions(this.#queries, this.#compound);
    for (const row of rows) {
      this.#known.set(row.id, {
        pass: passOfRow(row),
        householdSealed: row.sealed === 1,
        personIsolated: row.isolated === 1,
        exceptions: (row.household === null ? undefined : this.#exceptions.get(row.household)) ?? [],
      });
    }
  }

  get(pass: PassId): TrialPass | null {
    return this.#known.get(pass) ?? null;
  }
}

/** Every exception that was not withdrawn, whenever it was: the rules look at the times. */
async function allExceptions(queries: Queries, compound: CompoundId): Promise<HouseholdExceptions> {
  const rows = await queries
    .selectFrom('exceptions')
    .selectAll()
    .where('compound', '=', compound)
    .where('withdrawn_at', 'is', null)
    .execute();
  const found = new Map<HouseholdId, OneOffException[]>();
  for (const row of rows) {
    // Nobody had it before it was granted.
    const known = { ...exceptionOfRow(row), from: Math.max(row.starts_at, row.granted_at) };
    found.set(row.household, [...(found.get(row.household) ?? []), known]);
  }
  return found;
}
