import type { HouseholdState } from '#core/rules/household-state.js';
import { isReason, REASONS } from '#core/rules/reasons.js';
import { screeningOf } from '#core/rules/household-state.js';
import { usableException } from '#core/rules/usable-exception.js';
import { passOf, isGoingOut, type Effect, type Facts } from '#core/rules/rule.js';
import type { Ruling } from '#core/rules/rulebook.js';
import type { Trace } from '#core/rules/trace.js';
import { words } from '#core/rules/words.js';
import type { LocalDecision } from '#core/wire/entry.js';

/** What follows from a decision the gate has already taken and shown. */
export interface LocalFollowUp {
  readonly effects: readonly Effect[];
  readonly trace: Trace;
  /** The gate let a household out whose outing another gate had already taken. */
  readonly conflict: boolean;
}

/**
 * A decision of the gate is recorded as it happened and never rewritten (DESIGN section 3, step 5); the state follows it.
 * `ruling` is what the service would have decided: it only tells whether two gates let the same household out.
 */
export function followUp(local: LocalDecision, facts: Facts, ruling: Ruling): LocalFollowUp {
  return {
    effects: [...screeningEffects(local, facts), ...movement(local, facts)],
    trace: traceOf(local),
    conflict: isGoingOut(facts) && isTakenTwice(local, facts, ruling),
  };
}

/** The gate gave out what another gate had given out already: the household's outing, or its exception. */
function isTakenTwice({ reason }: LocalDecision, facts: Facts, ruling: Ruling): boolean {
  if (reason === 'exception') return usableException(facts) === null;
  return reason === 'ok' && (ruling.reason === 'quota-used' || ruling.reason === 'member-out');
}

/** Stands in the place of the rules, none of which was asked. */
const BY_THE_GATE = [{ name: 'local' }];

function traceOf({ bookVersion, verdict, reason }: LocalDecision): Trace {
  const zh = isReason(reason) ? REASONS[reason].zh : reason;
  const said = words(
    `卡口已用第 ${bookVersion} 版名册自行决定：${zh}`,
    `the gate decided by itself with book ${bookVersion}: ${verdict}, ${reason}`,
  );
  return { rules: BY_THE_GATE, said: [said] };
}

/** Who is out afterwards: only an allowed exit opens an outing, and a return closes it whatever the fever. */
function movement(local: LocalDecision, facts: Facts): readonly Effect[] {
  const emergency: readonly Effect[] =
    local.reason === 'emergency' ? [{ kind: 'alarm', alarm: 'emergency' }] : [];
  if (isGoingOut(facts)) {
    if (local.verdict !== 'allow') return [];
    return [{ kind: 'open-outing', charged: local.reason === 'ok' }, ...usedUp(local, facts), ...emergency];
  }
  // Also where nobody is known to be out: an outing that is only written down later must not stay open.
  const isIn = local.verdict === 'allow' || local.verdict === 'fever';
  return isIn ? [{ kind: 'close-outing' }, ...emergency] : emergency;
}

/** The gate does not say which exception it used: the rule takes the one that ends first, there as here. */
function usedUp({ reason }: LocalDecision, facts: Facts): readonly Effect[] {
  const used = reason === 'exception' ? usableException(facts) : null;
  return used === null ? [] : [{ kind: 'use-exception', exception: used.id }];
}

function screeningEffects(local: LocalDecision, facts: Facts): readonly Effect[] {
  switch (local.reason) {
    case 'fever-suspected':
      return [{ kind: 'suspect-fever' }, { kind: 'alarm', alarm: 'fever-suspected' }];
    case 'fever-confirmed':
      return [{ kind: 'suspect-fever' }, { kind: 'alarm', alarm: 'fever-confirmed' }];
    case 'reading-implausible':
      return [{ kind: 'count-implausible' }];
    case 'cannot-measure':
      return [{ kind: 'reset-implausible' }];
    case 'person-isolated':
      return [{ kind: 'alarm', alarm: 'isolation-breach' }];
    default:
      return local.verdict === 'allow' ? settled(facts.state, facts) : [];
  }
}

/** An allowed presentation passed its screening, so nothing is suspected any more. An emergency was not screened. */
function settled(state: HouseholdState, facts: Facts): readonly Effect[] {
  const pass = passOf(facts);
  if (pass === null || facts.presentation.purpose === 'emergency') return [];
  const memory = screeningOf(state, pass.id);
  return [
    ...(memory.suspectedAt === null ? [] : [{ kind: 'clear-suspicion' } as const]),
    ...(memory.implausible === 0 ? [] : [{ kind: 'reset-implausible' } as const]),
  ];
}
