import { GateError } from '#core/errors/gate-error.js';
import type { Policy, PolicyRules } from '#core/policy/policy.js';
import { ZonedCalendar } from '#core/units/calendar-day.js';
import type { CompoundId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import type { HouseholdExceptions } from '../ledger/ledger-store.js';
import { exceptionsInForce } from '../storage/exceptions-in-force.js';
import type { Queries } from '../storage/queries.js';

/** What the rules need to know of a compound. */
export interface CompoundRules {
  readonly id: CompoundId;
  readonly calendar: ZonedCalendar;
  /** In force now. */
  readonly policy: Policy;
  /** One-off exceptions, by household. */
  readonly exceptions: HouseholdExceptions;
}

/** @throws GateError `not-found` */
export async function compoundRules(compound: CompoundId, queries: Queries): Promise<CompoundRules> {
  const row = await queries
    .selectFrom('compounds as c')
    .innerJoin('policies as p', (join) =>
      join.onRef('p.compound', '=', 'c.id').onRef('p.version', '=', 'c.policy_version'),
    )
    .select(['c.timezone', 'p.version', 'p.rules'])
    .where('c.id', '=', compound)
    .executeTakeFirst();
  if (row === undefined) throw new GateError('not-found', { kind: 'compound', id: compound });
  const policy = { ...(JSON.parse(row.rules) as PolicyRules), version: row.version };
  const exceptions = (await exceptionsInForce(queries, [compound])).get(compound) ?? new Map();
  return { id: compound, policy, exceptions, calendar: new ZonedCalendar(row.timezone) };
}

/** When the compound came into the register: its first policy did so with it. */
export async function compoundSince(compound: CompoundId, queries: Queries): Promise<Instant> {
  const row = await queries
    .selectFrom('policies')
    .select((one) => one.fn.min('effective_at').as('since'))
    .where('compound', '=', compound)
    .executeTakeFirst();
  return row?.since ?? 0;
}
