import fc from 'fast-check';
import type { AmendmentChange } from '#core/amend/amendment-change.js';
import { foldHistory, type HistoryStep } from '#core/amend/fold-history.js';
import { ruleAmendment, type AmendmentRequest } from '#core/amend/rule-amendment.js';
import type { OneOffException } from '#core/exceptions/one-off-exception.js';
import type { Policy } from '#core/policy/policy.js';
import type { Effect, Facts } from '#core/rules/rule.js';
import { rule } from '#core/rules/rulebook.js';
import type { ZonedCalendar } from '#core/units/calendar-day.js';
import { DAY, HOUR, MINUTE, type Instant } from '#core/units/instant.js';
import type { Verdict } from '#core/wire/parts.js';
import { arbitraryExceptions, arbitraryNow, arbitraryPolicy, CALENDARS } from '../rules/arbitrary-facts.js';
import { aPass, aReading, someFacts } from '../rules/facts.js';

const presentation = fc.record({
  kind: fc.constant('present' as const),
  wait: fc.oneof(fc.integer({ min: 1, max: 3 * HOUR }), fc.integer({ min: 1, max: DAY })),
  direction: fc.constantFrom('out', 'out', 'in'),
  pass: fc.constantFrom('purchase', 'purchase', 'purchase', 'resident', 'work', 'medical'),
  purpose: fc.constantFrom(null, null, null, null, 'emergency'),
  bodyC: fc.constantFrom(36.5, 36.5, 36.5, 36.5, 38.2, 34),
});

const amendment = fc.record({
  kind: fc.constant('amend' as const),
  /** How many entries ago. */
  ago: fc.nat(6),
  what: fc.constantFrom('override', 'void', 'measure', 'came-home', 'count', 'uncount', 'acknowledge'),
  by: fc.constantFrom('worker', 'controller'),
  bodyC: fc.constantFrom(36.5, 36.5, 38.2),
});

/** Nothing but the quota stands in the way, most of the time. */
const somePolicy = fc.tuple(arbitraryPolicy, fc.nat(3)).map(([rules, kept]) => {
  return kept === 0 ? rules : { ...rules, level: 'controlled' as const, hours: null, sealedBuildings: [] };
});

const policyChange = fc.record({ kind: fc.constant('policy' as const), rules: somePolicy });

/** What may happen to a household, one after the other. */
export const arbitraryLife = arbitraryNow.chain((start) =>
  fc.record({
    start: fc.constant(start),
    calendar: fc.constantFrom(...CALENDARS),
    policy: somePolicy,
    exceptions: arbitraryExceptions(start + 4 * DAY),
    events: fc.array(
      fc.oneof(
        { weight: 8, arbitrary: presentation },
        { weight: 4, arbitrary: amendment },
        { weight: 1, arbitrary: policyChange },
      ),
      { minLength: 10, maxLength: 50 },
    ),
  }),
);

type Life = typeof arbitraryLife extends fc.Arbitrary<infer T> ? T : never;

interface Recorded {
  readonly key: string;
  readonly facts: Facts;
  readonly verdict: Verdict;
  readonly reason: string;
  readonly effects: readonly Effect[];
}

/** An outing as an accountant writes it down, who knows nothing of states and effects. */
export interface Outing {
  readonly key: string;
  readonly at: Instant;
  readonly why: string;
  charged: boolean;
  isVoid: boolean;
}

/** Lives the life of a household as gate and service would, with an independent record of its outings beside. */
export class LivedHistory {
  readonly history: HistoryStep[] = [];
  readonly outings: Outing[] = [];
  now: Instant;
  policy: Policy;
  readonly calendar: ZonedCalendar;
  readonly #exceptions: readonly OneOffException[];
  readonly #entries: Recorded[] = [];

  constructor({ start, calendar, policy, exceptions }: Omit<Life, 'events'>) {
    this.now = start;
    this.calendar = calendar;
    this.policy = { ...policy, version: 1 };
    this.#exceptions = exceptions;
  }

  /** Lets one thing happen. `onCounted` is called before an outing is counted because the rules allowed it. */
  live(event: Life['events'][number], onCounted: () => void): void {
    if (event.kind === 'policy') this.policy = { ...event.rules, version: this.policy.version + 1 };
    else if (event.kind === 'present') this.#present(event, onCounted);
    else this.#amend(event, onCounted);
  }

  #present(event: Extract<Life['events'][number], { kind: 'present' }>, onCounted: () => void): void {
    this.now += event.wait;
    const { direction, purpose, bodyC } = event;
    const facts = someFacts({
      now: this.now,
      policy: this.policy,
      calendar: this.calendar,
      exceptions: this.#exceptions,
      state: foldHistory(this.history),
      credential: { kind: 'pass', pass: aPass({ kind: event.pass }) },
      presented: { direction, purpose, reading: aReading(this.now, { bodyC }) },
    });
    const { verdict, reason, effects } = rule(facts);
    const key = `entry ${String(this.#entries.length)}`;
    this.#entries.push({ key, facts, verdict, reason, effects });
    if (reason === 'ok') onCounted();
    this.history.push({ kind: 'entry', entry: key, pass: passIn(facts), now: this.now, effects });
    this.#write({ key, at: this.now, why: reason, effects });
  }

  #amend(event: Extract<Life['events'][number], { kind: 'amend' }>, onCounted: () => void): void {
    const entry = this.#entries.at(-1 - event.ago);
    if (entry === undefined) return;
    this.now += MINUTE;
    const request: AmendmentRequest = {
      kind: event.what,
      by: event.by,
      at: this.now,
      reading: aReading(this.now, { bodyC: event.bodyC, method: 'manual' }),
    };
    const facts = { ...entry.facts, policy: this.policy, state: foldHistory(this.history) };
    const changes = this.history.flatMap((step) =>
      step.kind === 'amendment' && step.entry === entry.key ? [step.change] : [],
    );
    const { change, measured } = ruleAmendment(request, { ...entry, facts, changes });
    if (measured?.decided?.reason === 'ok') onCounted();
    this.history.push({ kind: 'amendment', entry: entry.key, pass: passIn(facts), now: this.now, change });
    this.#strike(entry.key, change);
    if (change.kind !== 'add') return;
    const at = change.place === 'here' ? this.now : entry.facts.now;
    const why = measured?.decided?.reason ?? 'override';
    this.#write({ key: entry.key, at, why, effects: change.effects });
  }

  #strike(entry: string, change: AmendmentChange): void {
    for (const outing of this.outings.filter(({ key }) => key === entry)) {
      if (change.kind === 'void') outing.isVoid = true;
      if (change.kind === 'count') outing.charged = change.charged;
    }
  }

  #write(one: { key: string; at: Instant; why: string; effects: readonly Effect[] }): void {
    const { key, at, why } = one;
    if (!one.effects.some(({ kind }) => kind === 'open-outing')) return;
    this.outings.push({ key, at, why, charged: why === 'ok', isVoid: false });
  }

  /** The outings that count today, by the accountant's book. */
  countedNow(): number {
    const { days, counting } = this.policy.quota;
    const counts = ({ at }: Outing): boolean =>
      counting === 'rolling-hours'
        ? this.now - at < days * DAY
        : this.calendar.dayOf(this.now) - this.calendar.dayOf(at) < days;
    return this.outings.filter((outing) => outing.charged && !outing.isVoid && counts(outing)).length;
  }
}

function passIn(facts: Facts): HistoryStep['pass'] {
  return facts.credential.kind === 'pass' ? facts.credential.pass : null;
}
