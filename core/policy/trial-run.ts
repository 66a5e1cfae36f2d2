import { applyEffects } from '#core/rules/apply-effects.js';
import { EMPTY_STATE, type HouseholdState } from '#core/rules/household-state.js';
import { isGoingOut, passOf, type Facts } from '#core/rules/rule.js';
import { rule, type Ruling } from '#core/rules/rulebook.js';
import type { Instant } from '#core/units/instant.js';
import type { Verdict } from '#core/wire/parts.js';
import type { Policy, PolicyRules } from './policy.js';
import { TrialTally, type TrialResult } from './trial-tally.js';

/**
 * A recorded presentation, as plain facts of the ledger and the register. `restrictions` are those of the register alone:
 * the buildings a policy seals are its own, and must not be among them.
 */
export type TrialEntry = Pick<
  Facts,
  'presentation' | 'credential' | 'restrictions' | 'exceptions' | 'now'
> & {
  /** Whatever the caller names entries by. */
  readonly id: string;
  /** The key of its state, see `stateKey`; null for a presentation without a known pass. */
  readonly household: string | null;
  readonly recorded: { readonly verdict: Verdict; readonly reason: string };
  /** Void entries did not happen; who was let through against the verdict is out or in under any policy. */
  readonly standing?: 'void' | 'overridden';
};

export interface TrialSettings {
  readonly draft: PolicyRules;
  /** The policy that counted at the time; what the draft is compared with. */
  readonly policyAt: (at: Instant) => Policy;
  readonly compound: Facts['compound'];
  readonly calendar: Facts['calendar'];
  /** The state of a household before the first entry, for example folded from what came before; empty when left out. */
  readonly startState?: (household: string) => HouseholdState;
  /** So many changes are listed one by one; all are counted. */
  readonly listAtMost?: number;
}

/** Where the household stands with the policies as they were, and where it would stand with the draft. */
interface Standing {
  readonly before: HouseholdState;
  readonly after: HouseholdState;
}

/** The reason the lane gives by itself: no rule was asked, so no policy changes it. */
const BY_THE_LANE = 'pair-ambiguous';

const LISTED = 1_000;

/**
 * Replays recorded presentations in order, once under the policies as they were and once under the draft, each with the
 * states that follow from it, and tells where the verdicts part. Both sides are asked anew, so that nothing but the draft
 * makes a difference; what the replay decides unlike the ledger (the register has changed since, or a gate was alone) is
 * counted as not reproduced. Memory grows with the households seen, not with the entries.
 */
export async function trialRun(
  entries: Iterable<TrialEntry> | AsyncIterable<TrialEntry>,
  settings: TrialSettings,
): Promise<TrialResult> {
  const standings = new Map<string, Standing>();
  const tally = new TrialTally(settings.listAtMost ?? LISTED);
  const draft: Policy = { version: 0, ...settings.draft };
  for await (const entry of entries) {
    if (entry.standing === 'void' || entry.recorded.reason === BY_THE_LANE) {
      tally.skip();
      continue;
    }
    const standing = standingOf(entry, standings, settings);
    const before = replay(entry, { state: standing.before, policy: settings.policyAt(entry.now) }, settings);
    const after = replay(entry, { state: standing.after, policy: draft }, settings);
    if (entry.household !== null) {
      standings.set(entry.household, { before: before.state, after: after.state });
    }
    tally.add(entry, before.ruling, after.ruling);
  }
  return tally.result();
}

function standingOf(
  { household }: TrialEntry,
  standings: ReadonlyMap<string, Standing>,
  { startState }: TrialSettings,
): Standing {
  const known = household === null ? undefined : standings.get(household);
  if (known !== undefined) return known;
  const start = household === null ? EMPTY_STATE : (startState?.(household) ?? EMPTY_STATE);
  return { before: start, after: start };
}

function replay(
  entry: TrialEntry,
  world: { readonly state: HouseholdState; readonly policy: Policy },
  { compound, calendar }: TrialSettings,
): { readonly ruling: Ruling; readonly state: HouseholdState } {
  const { presentation, credential, restrictions, exceptions = [], now } = entry;
  const facts: Facts = {
    presentation,
    credential,
    restrictions,
    exceptions,
    now,
    compound,
    calendar,
    ...world,
  };
  const ruling = rule(facts);
  const isLetThrough = entry.standing === 'overridden' && ruling.verdict !== 'allow';
  const effects = isLetThrough ? [...ruling.effects, moved(facts)] : ruling.effects;
  return { ruling, state: applyEffects(world.state, effects, { pass: passOf(facts), now }) };
}

function moved(facts: Facts): Ruling['effects'][number] {
  return isGoingOut(facts) ? { kind: 'open-outing', charged: false } : { kind: 'close-outing' };
}
