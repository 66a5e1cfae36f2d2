import { stateKey } from '#core/rules/household-state.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { PassQuestion } from '../ledger/credential-lookup.js';
import type { FoundPass } from '../ledger/ledger-store.js';
import { findPasses } from './find-passes.js';
import type { ResidentRegister } from './resident-register.js';
import type { ResidentStates } from './resident-states.js';

interface Resident {
  readonly database: SqlDatabase;
  readonly register: ResidentRegister;
  readonly states: ResidentStates;
}

/** The passes that a batch asks for, by the keys of its questions: those in memory, and the others read and kept. */
export async function residentPasses(
  questions: ReadonlyMap<string, PassQuestion>,
  resident: Resident,
): Promise<ReadonlyMap<string, FoundPass>> {
  const found = new Map<string, FoundPass>();
  const unknown = new Map<string, PassQuestion>();
  for (const [key, question] of questions) {
    const known = inMemory(key, resident);
    if (known === undefined) unknown.set(key, question);
    else found.set(key, known);
  }
  if (unknown.size === 0) return found;
  const { register, states, database } = resident;
  for (const [key, one] of await findPasses(database, unknown)) {
    const { pass, qr, householdSealed, personIsolated, state, lastEntry } = one;
    register.keep(key, { pass, qr, householdSealed, personIsolated });
    states.read({ compound: pass.compound, key: stateKey(pass), state, lastEntry });
    found.set(key, one);
  }
  return found;
}

function inMemory(key: string, { register, states }: Resident): FoundPass | undefined {
  const registered = register.pass(key);
  if (registered === undefined) return undefined;
  const kept = states.find(registered.pass.compound, stateKey(registered.pass));
  if (kept === undefined) return undefined;
  const { pass, qr, householdSealed, personIsolated } = registered;
  return { pass, qr, householdSealed, personIsolated, state: kept.state, lastEntry: kept.lastEntry };
}
