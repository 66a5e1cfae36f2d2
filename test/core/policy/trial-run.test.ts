import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Policy, PolicyRules } from '#core/policy/policy.js';
import { trialRun, type TrialEntry, type TrialSettings } from '#core/policy/trial-run.js';
import type { TrialResult } from '#core/policy/trial-tally.js';
import { applyEffects } from '#core/rules/apply-effects.js';
import { EMPTY_STATE, type HouseholdState } from '#core/rules/household-state.js';
import { rule } from '#core/rules/rulebook.js';
import { householdId } from '#core/units/ids.js';
import { DAY, HOUR, MINUTE } from '#core/units/instant.js';
import { arbitraryFacts, arbitraryPolicy } from '../rules/arbitrary-facts.js';
import { aPass, aPolicy, COMPOUND, MONDAY, SHANGHAI, someFacts } from '../rules/facts.js';

interface Visit {
  readonly flat?: string;
  readonly after: number;
  readonly way?: 'out' | 'in';
  readonly standing?: TrialEntry['standing'];
}

/** A ledger that the rulebook wrote itself, under one policy. */
function ledgerOf(visits: readonly Visit[], policy: Policy): TrialEntry[] {
  const states = new Map<string, HouseholdState>();
  return visits.map(({ flat = '3-2-501', after, way = 'out', standing }, index) => {
    const now = MONDAY + after;
    const pass = aPass({ household: householdId(flat) });
    const state = states.get(flat) ?? EMPTY_STATE;
    const facts = someFacts({
      now,
      policy,
      state,
      credential: { kind: 'pass', pass },
      presented: { direction: way },
    });
    const { verdict, reason, effects } = rule(facts);
    states.set(flat, applyEffects(state, effects, { pass, now }));
    const { presentation, credential, restrictions } = facts;
    const recorded = { verdict, reason };
    const entry = {
      id: String(index + 1),
      household: flat,
      presentation,
      credential,
      restrictions,
      now,
      recorded,
    };
    return standing === undefined ? entry : { ...entry, standing };
  });
}

function settings(draft: PolicyRules, policy: Policy, change: Partial<TrialSettings> = {}): TrialSettings {
  return { draft, policyAt: () => policy, compound: COMPOUND, calendar: SHANGHAI, ...change };
}

function trial(
  visits: readonly Visit[],
  draft: PolicyRules,
  change?: Partial<TrialSettings>,
): Promise<TrialResult> {
  const policy = aPolicy();
  return trialRun(ledgerOf(visits, policy), settings(draft, policy, change));
}

const TWO_FAMILIES: readonly Visit[] = [
  { after: 0 },
  { after: 5 * MINUTE, flat: '4-1-101' },
  { after: HOUR, way: 'in' },
  { after: 2 * HOUR, way: 'in', flat: '4-1-101' },
  { after: 3 * HOUR },
];

describe('A trial run', () => {
  test('of a sealed compound turns outings into refusals, and no return', async () => {
    const result = await trial(TWO_FAMILIES, aPolicy({ level: 'sealed' }));
    expect(result.verdicts).toEqual([{ before: 'allow', after: 'deny', count: 2 }]);
    expect(result).toMatchObject({ entries: 5, verdictsChanged: 2, reasonsChanged: 3, householdsChanged: 2 });
    expect(result.changes.map(({ id, before, after }) => [id, before.reason, after.reason])).toEqual([
      ['1', 'ok', 'compound-sealed'],
      ['2', 'ok', 'compound-sealed'],
      ['3', 'returned', 'not-out'],
      ['4', 'returned', 'not-out'],
      ['5', 'quota-used', 'compound-sealed'],
    ]);
    expect(result.summary).toEqual({
      zh: '此改动会使2次放行变为不可。另有3次原因不同。',
      en: 'This change would have turned 2 allow into deny. 3 more would have had another reason.',
    });
  });

  test('rolls the state on: a second outing a day is allowed once, and then counts', async () => {
    const visits = [...TWO_FAMILIES, { after: 4 * HOUR, way: 'in' }, { after: 5 * HOUR }] as const;
    const result = await trial(
      visits,
      aPolicy({ quota: { outings: 2, days: 1, counting: 'calendar-days' } }),
    );
    expect(result.changes.map(({ id, before, after }) => [id, before.reason, after.reason])).toEqual([
      ['5', 'quota-used', 'ok'],
      ['6', 'not-out', 'returned'],
    ]);
    expect(result.summary.en).toBe(
      'This change would have turned 1 deny into allow. 1 more would have had another reason.',
    );
  });

  test('of the policy that counted changes nothing, and says so', async () => {
    const result = await trial(TWO_FAMILIES, aPolicy());
    expect(result).toMatchObject({ verdictsChanged: 0, reasonsChanged: 0, changes: [], notReproduced: 0 });
    expect(result.summary).toEqual({
      zh: '此改动不会改变5次记录的判定。',
      en: 'This change would have changed no verdict of 5 entries.',
    });
  });

  test('compares with the policy that counted at each time', async () => {
    const sealed = aPolicy({ level: 'sealed' });
    const policyAt = (at: number): Policy => (at < MONDAY + 3 * HOUR ? aPolicy() : sealed);
    const result = await trial(TWO_FAMILIES, sealed, { policyAt });
    expect(result.changes.map(({ id }) => id)).toEqual(['1', '2', '3', '4']);
  });

  test('begins with the state of each household before the first entry', async () => {
    const used: HouseholdState = { ...EMPTY_STATE, charges: [MONDAY - DAY] };
    const startState = (household: string): HouseholdState => (household === '3-2-501' ? used : EMPTY_STATE);
    const draft = aPolicy({ quota: { outings: 1, days: 1, counting: 'calendar-days' } });
    const result = await trial([{ after: 0 }, { after: MINUTE, flat: '4-1-101' }], draft, { startState });
    expect(result.changes).toEqual([
      {
        id: '1',
        household: '3-2-501',
        before: { verdict: 'deny', reason: 'quota-used' },
        after: { verdict: 'allow', reason: 'ok' },
      },
    ]);
    expect(result.notReproduced).toBe(1);
  });

  test('leaves out what did not happen, and what the lane answered without asking', async () => {
    const ledger = ledgerOf(
      [{ after: 0, standing: 'void' }, { after: HOUR }, { after: 2 * HOUR }],
      aPolicy(),
    );
    const [voided, second, third] = ledger;
    if (voided === undefined || second === undefined || third === undefined) return expect.unreachable();
    const ambiguous = { ...third, recorded: { verdict: 'retake', reason: 'pair-ambiguous' } } as const;
    const result = await trialRun(
      [voided, second, ambiguous],
      settings(aPolicy({ level: 'sealed' }), aPolicy()),
    );
    expect(result).toMatchObject({ entries: 1, skipped: 2, verdictsChanged: 1 });
  });

  test('knows that who was let out against the verdict was out under any policy', async () => {
    const visits: Visit[] = [
      { after: 0 },
      { after: HOUR, way: 'in' },
      { after: 2 * HOUR, standing: 'overridden' },
      { after: 3 * HOUR, way: 'in' },
    ];
    const result = await trial(visits, aPolicy({ level: 'sealed' }));
    expect(result.changes.map(({ id, after }) => [id, after.reason])).toEqual([
      ['1', 'compound-sealed'],
      ['2', 'not-out'],
      ['3', 'compound-sealed'],
    ]);
  });

  test('lists so many changes and counts all of them', async () => {
    const visits = Array.from({ length: 50 }, (_, index) => ({ after: index, flat: `1-1-${index}` }));
    const result = await trial(visits, aPolicy({ level: 'sealed' }), { listAtMost: 10 });
    expect([result.changes.length, result.verdictsChanged]).toEqual([10, 50]);
  });

  test('reads a stream as it comes, and goes on only when it has replayed what came', async () => {
    const [first] = ledgerOf([{ after: 0 }], aPolicy());
    if (first === undefined) return expect.unreachable();
    let asked = 0;
    async function* stream(one: TrialEntry): AsyncGenerator<TrialEntry> {
      for (let number = 0; number < 2000; number += 1) {
        const now = MONDAY + number;
        const { presentation } = someFacts({ now });
        await Promise.resolve();
        yield { ...one, id: String(number), household: `1-1-${number % 500}`, now, presentation };
      }
    }
    const policyAt = (): Policy => {
      asked += 1;
      return aPolicy();
    };
    const draft = aPolicy({ level: 'sealed' });
    const result = await trialRun(stream(first), settings(draft, aPolicy(), { policyAt, listAtMost: 5 }));
    expect([result.entries, asked, result.changes.length]).toEqual([2000, 2000, 5]);
    expect(result.verdictsChanged).toBe(500);
  });

  test('never finds a change where the draft is the policy, whatever the entries', async () => {
    const entry = arbitraryFacts.map(
      ({ presentation, credential, restrictions, exceptions = [], now }): TrialEntry => {
        const recorded = { verdict: 'allow', reason: 'ok' } as const;
        return {
          id: '1',
          household: '3-2-501',
          presentation,
          credential,
          restrictions,
          exceptions,
          now,
          recorded,
        };
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 20 }), arbitraryPolicy, async (entries, rules) => {
        const result = await trialRun(entries, settings(rules, { ...rules, version: 4 }));
        expect([result.entries, result.verdictsChanged, result.reasonsChanged]).toEqual([
          entries.length,
          0,
          0,
        ]);
      }),
      { numRuns: 200 },
    );
  });
});
