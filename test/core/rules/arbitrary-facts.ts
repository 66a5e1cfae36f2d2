import fc from 'fast-check';
import { EXCEPTION_REASONS, type OneOffException } from '#core/exceptions/one-off-exception.js';
import { PASS_KINDS, type CredentialFinding, type Pass } from '#core/pass/pass.js';
import type { Hours, PolicyRules } from '#core/policy/policy.js';
import type { HouseholdState } from '#core/rules/household-state.js';
import type { Facts, Restrictions } from '#core/rules/rule.js';
import { ZonedCalendar } from '#core/units/calendar-day.js';
import { compoundId, householdId, passId } from '#core/units/ids.js';
import { DAY, HOUR, MINUTE, type Instant } from '#core/units/instant.js';
import { EMERGENCY_REASONS, type Reading } from '#core/wire/entry.js';
import { aPass, aPolicy, COMPOUND, someFacts } from './facts.js';

/** Zones with and without daylight saving, by half an hour, at midnight, and over a date line. */
export const CALENDARS: readonly ZonedCalendar[] = [
  'Asia/Shanghai',
  'Asia/Kolkata',
  'Europe/Berlin',
  'America/New_York',
  'America/Sao_Paulo',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Pacific/Apia',
].map((zone) => new ZonedCalendar(zone));

/** Days near which the clocks of one of the zones change, and an ordinary one. */
const TURNS = [
  '2022-04-04',
  '2022-03-27',
  '2022-10-30',
  '2022-03-13',
  '2022-11-06',
  '2018-11-04',
  '2019-02-17',
  '2010-11-07',
  '2011-12-30',
];

export const arbitraryNow: fc.Arbitrary<Instant> = fc
  .tuple(fc.constantFrom(...TURNS), fc.integer({ min: -4 * DAY, max: 4 * DAY }))
  .map(([date, later]) => Date.parse(`${date}T00:00:00Z`) + later);

const timeOfDay = fc
  .integer({ min: 0, max: 96 })
  .map(
    (quarter) =>
      `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`,
  );

export const arbitraryHours: fc.Arbitrary<Hours> = fc.record({ from: timeOfDay, to: timeOfDay });

export const arbitraryPolicy: fc.Arbitrary<PolicyRules> = fc
  .record({
    level: fc.constantFrom('open', 'controlled', 'controlled', 'controlled', 'sealed'),
    quota: fc.record({
      outings: fc.integer({ min: 1, max: 3 }),
      days: fc.integer({ min: 1, max: 7 }),
      counting: fc.constantFrom('calendar-days', 'rolling-hours'),
    }),
    hours: fc.option(arbitraryHours),
    sealedBuildings: fc.constantFrom<string[]>([], [], ['3'], ['4']),
  })
  .map((change) => aPolicy(change));

export function arbitraryPass(now: Instant): fc.Arbitrary<Pass> {
  return fc
    .record({
      kind: fc.constantFrom(...PASS_KINDS),
      compound: fc.constantFrom(COMPOUND, COMPOUND, COMPOUND, compoundId('elsewhere')),
      notBefore: fc.constantFrom(0, now - HOUR, now, now + 30 * MINUTE, now + 3 * DAY),
      expires: fc.constantFrom(null, null, now + 2 * DAY, now + 5 * DAY, now, now - HOUR),
      revoked: fc.constantFrom(false, false, false, true),
      weekdays: fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { maxLength: 4 })),
      hours: fc.option(arbitraryHours),
    })
    .map((change) => aPass(change));
}

export function arbitraryCredential(now: Instant): fc.Arbitrary<CredentialFinding> {
  const others: CredentialFinding[] = [
    { kind: 'unknown' },
    { kind: 'forged', problem: 'the signature of the pass is wrong' },
    { kind: 'wrong-compound' },
    { kind: 'unchecked', reason: 'cannot-check' },
    { kind: 'unchecked', reason: 'key-unknown' },
  ];
  const good = arbitraryPass(now).map((pass): CredentialFinding => ({ kind: 'pass', pass }));
  return fc.oneof({ weight: 9, arbitrary: good }, { weight: 1, arbitrary: fc.constantFrom(...others) });
}

export function arbitraryReading(now: Instant): fc.Arbitrary<Reading | null> {
  return fc.option(
    fc
      .record({
        bodyC: fc.constantFrom(36.5, 36.5, 36.5, 36.9, 37.2, 37.3, 38.4, 34.9, 35, 42.5, 42.6),
        ambientC: fc.constantFrom(21, 21, 21, 9.9, 10, 40, 40.1, null),
        site: fc.constantFrom('forehead', 'neck', 'wrist', 'ear', 'armpit'),
        method: fc.constantFrom('infrared', 'infrared', 'contact', 'manual'),
        age: fc.constantFrom(0, 0, 0, 1000, 30_000, 30_001),
      })
      .map(({ age, ...reading }): Reading => {
        return { ...reading, objectC: 34, correctionC: 2.5, device: 'test', at: now - age };
      }),
    { freq: 9 },
  );
}

export function arbitraryState(now: Instant): fc.Arbitrary<HouseholdState> {
  const past = fc.integer({ min: 1, max: 8 * DAY }).map((ago) => now - ago);
  const charges = fc.array(past, { maxLength: 4 }).map((list) => [...list].sort((a, b) => a - b));
  const outing = fc.record({
    pass: fc.constantFrom(...PASS_KINDS.map((kind) => passId(`p-${kind}`)), null),
    since: past,
    charged: fc.boolean(),
  });
  const memory = fc.record({
    suspectedAt: fc.option(fc.integer({ min: 0, max: 20 * MINUTE }).map((ago) => now - ago)),
    implausible: fc.integer({ min: 0, max: 2 }),
  });
  const used = fc.record({ exception: fc.constantFrom('x-1', 'x-2'), at: past });
  return fc.record(
    {
      outings: fc.array(outing, { maxLength: 2 }),
      charges,
      screening: fc.dictionary(fc.constantFrom(...PASS_KINDS.map((kind) => passId(`p-${kind}`))), memory),
      usedExceptions: fc.array(used, { maxLength: 1 }),
    },
    { requiredKeys: ['outings', 'charges', 'screening'] },
  );
}

/** None most of the time; else some that have begun, will begin or are over. */
export function arbitraryExceptions(now: Instant): fc.Arbitrary<OneOffException[]> {
  const exception = fc.record({
    id: fc.constantFrom('x-1', 'x-2', 'x-3'),
    household: fc.constantFrom('3-2-501', '3-2-501', '3-2-501', '4-1-101').map(householdId),
    from: fc.integer({ min: -DAY, max: 4 * DAY }).map((later) => now + later),
    expires: fc.integer({ min: -HOUR, max: 6 * DAY }).map((later) => now + later),
    reason: fc.constantFrom(...EXCEPTION_REASONS),
  });
  const some = fc.uniqueArray(exception, { maxLength: 2, selector: ({ id }) => id });
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant<OneOffException[]>([]) },
    { weight: 1, arbitrary: some },
  );
}

const arbitraryRestrictions: fc.Arbitrary<Restrictions> = fc.record({
  householdSealed: fc.constantFrom(false, false, false, true),
  buildingSealed: fc.constantFrom(false, false, false, true),
  personIsolated: fc.constantFrom(false, false, false, true),
});

/** Any facts at all. */
export const arbitraryFacts: fc.Arbitrary<Facts> = arbitraryNow.chain((now) =>
  fc
    .record({
      presented: fc.record({
        direction: fc.constantFrom('out', 'out', 'in'),
        purpose: fc.constantFrom(null, null, null, null, null, 'emergency'),
        emergency: fc.constantFrom(...EMERGENCY_REASONS),
        reading: arbitraryReading(now),
      }),
      credential: arbitraryCredential(now),
      calendar: fc.constantFrom(...CALENDARS),
      restrictions: arbitraryRestrictions,
      exceptions: arbitraryExceptions(now),
      policy: arbitraryPolicy.map((rules) => ({ ...rules, version: 1 })),
      state: arbitraryState(now),
      now: fc.constant(now),
    })
    .map((change) => someFacts(change)),
);
