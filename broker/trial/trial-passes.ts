import type { OneOffException } from '#core/exceptions/one-off-exception.js';
import type { Pass } from '#core/pass/pass.js';
import type { CompoundId, HouseholdId, PassId } from '#core/units/ids.js';
import type { HouseholdExceptions } from '../ledger/ledger-store.js';
import { exceptionOfRow } from '../storage/exceptions-in-force.js';
import type { Queries } from '../storage/queries.js';
import { registeredPasses } from '../storage/registered-passes.js';

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
    const found = await registeredPasses(this.#queries, unknown);
    this.#exceptions ??= await allExceptions(this.#queries, this.#compound);
    for (const [id, { pass, householdSealed, personIsolated }] of found) {
      if (pass.compound !== this.#compound) continue;
      const exceptions = pass.household === null ? undefined : this.#exceptions.get(pass.household);
      this.#known.set(id, { pass, householdSealed, personIsolated, exceptions: exceptions ?? [] });
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
