import type { SqlDatabase } from '#core/ports/sql-database.js';
import { DEFAULT_POLICY_RULES, type PolicyRules } from '#core/policy/policy.js';
import { compoundId, gateId, householdId, passId } from '#core/units/ids.js';
import type { PassRow } from '#broker/storage/schema.js';
import { queriesOn } from '#broker/storage/queries.js';

export const GARDEN = compoundId('garden');
export const NORTH = gateId('north');
export const SOUTH = gateId('south');
export const FLAT = householdId('3-2-501');

/** Puts the compound `garden` with the gates `north` and `south`, one household and its purchase pass into the register. */
export async function buildWorld(
  database: SqlDatabase,
  rules: PolicyRules = DEFAULT_POLICY_RULES,
): Promise<void> {
  const queries = queriesOn(database);
  await addCompound(database, { id: 'garden', rules });
  for (const id of [NORTH, SOUTH]) await addGate(database, { id, compound: 'garden' });
  await queries.insertInto('households').values({ compound: GARDEN, id: FLAT, sealed: 0 }).execute();
  await addPass(database, { id: passId('p-501'), household: FLAT, code: 'CODE501' });
}

export async function addCompound(
  database: SqlDatabase,
  compound: { readonly id: string; readonly rules?: PolicyRules; readonly timezone?: string },
): Promise<void> {
  const queries = queriesOn(database);
  const { timezone = 'Asia/Shanghai' } = compound;
  const id = compoundId(compound.id);
  await queries
    .insertInto('compounds')
    .values({ id, name: id, timezone, policy_version: 1, book_version: 7 })
    .execute();
  const rules = JSON.stringify(compound.rules ?? DEFAULT_POLICY_RULES);
  await queries
    .insertInto('policies')
    .values({ compound: id, version: 1, author: 'test', effective_at: 0, rules })
    .execute();
}

export async function addGate(
  database: SqlDatabase,
  gate: { readonly id: string; readonly compound: string },
): Promise<void> {
  await queriesOn(database)
    .insertInto('gates')
    .values({
      id: gateId(gate.id),
      compound: compoundId(gate.compound),
      name: gate.id,
      password_salt: '',
      password_hash: '',
      last_heard_at: null,
      quarantined: 0,
    })
    .execute();
}

export async function addPass(
  database: SqlDatabase,
  pass: Partial<PassRow> & Pick<PassRow, 'id' | 'code'>,
): Promise<void> {
  await queriesOn(database)
    .insertInto('passes')
    .values({
      compound: GARDEN,
      kind: 'purchase',
      household: null,
      resident: null,
      not_before: 0,
      expires: null,
      weekdays: null,
      hours_from: null,
      hours_to: null,
      revoked: 0,
      qr: '',
      issued_at: 0,
      ...pass,
    })
    .execute();
}
