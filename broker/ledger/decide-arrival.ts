import type { OneOffException } from '#core/exceptions/one-off-exception.js';
import type { CredentialFinding, Pass } from '#core/pass/pass.js';
import { applyEffects } from '#core/rules/apply-effects.js';
import type { HouseholdState } from '#core/rules/household-state.js';
import { rule } from '#core/rules/rulebook.js';
import type { Effect, Facts, Restrictions } from '#core/rules/rule.js';
import type { Trace } from '#core/rules/trace.js';
import { buildingOf } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import type { LocalDecision } from '#core/wire/entry.js';
import type { Verdict } from '#core/wire/parts.js';
import type { Arrival } from './arrival.js';
import type { Place } from './batch-context.js';
import { entryTime } from './entry-time.js';
import type { FoundPass } from './ledger-store.js';
import { followUp } from './local-decision.js';

/** What the rules need to know about one arrival. `found` is the pass the credential led to, if any. */
export interface ArrivalCase {
  readonly arrival: Arrival;
  readonly place: Place;
  readonly credential: CredentialFinding;
  readonly found: FoundPass | null;
  readonly state: HouseholdState;
  /** The service's time of deciding. */
  readonly now: Instant;
}

/** The verdict on one arrival, and what follows. */
export interface ArrivalRuling {
  readonly at: Instant;
  readonly verdict: Verdict;
  readonly reason: string;
  readonly nextAt: Instant | null;
  readonly decidedBy: 'service' | 'gate';
  readonly decidedAt: Instant;
  readonly bookVersion: number;
  readonly conflict: boolean;
  readonly trace: Trace;
  readonly effects: readonly Effect[];
  readonly state: HouseholdState;
}

/** Asks the rulebook, or records what the gate has decided by itself. Pure. */
export function decideArrival(one: ArrivalCase): ArrivalRuling {
  const { entry } = one.arrival;
  const { at, reading } = entryTime(entry, one.arrival.receivedAt);
  const facts: Facts = {
    presentation: reading === entry.reading ? entry : { ...entry, reading },
    compound: one.place.compound,
    calendar: one.place.calendar,
    credential: one.credential,
    restrictions: restrictionsOf(one),
    exceptions: exceptionsOf(one),
    policy: one.place.policy,
    state: one.state,
    now: at,
  };
  return entry.local === null ? byService(one, facts) : byGate(one, entry.local, facts);
}

function byService(one: ArrivalCase, facts: Facts): ArrivalRuling {
  const { verdict, reason, nextAt, trace, effects } = rule(facts);
  return {
    verdict,
    reason,
    nextAt,
    trace,
    effects,
    decidedBy: 'service',
    decidedAt: one.now,
    bookVersion: one.place.bookVersion,
    conflict: false,
    at: facts.now,
    state: stateAfter(one, effects, facts.now),
  };
}

function byGate(one: ArrivalCase, local: LocalDecision, facts: Facts): ArrivalRuling {
  const { effects, trace, conflict } = followUp(local, facts, rule(facts));
  return {
    effects,
    trace,
    conflict,
    verdict: local.verdict,
    reason: local.reason,
    nextAt: null,
    decidedBy: 'gate',
    decidedAt: local.decidedAt,
    bookVersion: local.bookVersion,
    at: facts.now,
    state: stateAfter(one, effects, facts.now),
  };
}

function stateAfter(one: ArrivalCase, effects: readonly Effect[], now: Instant): HouseholdState {
  return applyEffects(one.state, effects, { pass: passOfCase(one), now });
}

function passOfCase(one: ArrivalCase): Pass | null {
  return one.credential.kind === 'pass' ? one.credential.pass : null;
}

const NO_EXCEPTIONS: readonly OneOffException[] = [];

function exceptionsOf({ found, place }: ArrivalCase): readonly OneOffException[] {
  const household = found?.pass.household ?? null;
  return (household === null ? undefined : place.exceptions.get(household)) ?? NO_EXCEPTIONS;
}

const UNRESTRICTED: Restrictions = { householdSealed: false, buildingSealed: false, personIsolated: false };

function restrictionsOf({ found, place: { policy } }: ArrivalCase): Restrictions {
  if (found === null) return UNRESTRICTED;
  const { householdSealed, personIsolated } = found;
  const { household } = found.pass;
  const buildingSealed =
    policy.sealedBuildings.length > 0 &&
    household !== null &&
    policy.sealedBuildings.includes(buildingOf(household));
  if (!householdSealed && !buildingSealed && !personIsolated) return UNRESTRICTED;
  return { householdSealed, buildingSealed, personIsolated };
}
