import { describe, expect, test } from 'vitest';
import {
  newPolicyVersion,
  previousPolicyAgain,
  scheduledPolicyWithdrawn,
  type RecordedPolicy,
} from '#core/policy/new-policy-version.js';
import { policyInForce } from '#core/policy/policy-in-force.js';
import { DEFAULT_POLICY_RULES, type PolicyRules } from '#core/policy/policy.js';
import { DAY, HOUR } from '#core/units/instant.js';
import { expectGateError } from '../../support/assert-gate-error.js';

const NOW = Date.UTC(2022, 3, 4, 2);
const sealed: PolicyRules = { ...DEFAULT_POLICY_RULES, level: 'sealed' };
const open: PolicyRules = { ...DEFAULT_POLICY_RULES, level: 'open' };
const li = { author: 'li', reason: 'order of the district' };

const first = newPolicyVersion([], { ...li, rules: DEFAULT_POLICY_RULES }, NOW - DAY);

function levelAt(versions: readonly RecordedPolicy[], at: number): string | undefined {
  return policyInForce(versions, at)?.rules.level;
}

describe('A new version of a policy', () => {
  test('counts on from the last, at once, and says who made it, when and why', () => {
    expect(newPolicyVersion([first], { ...li, rules: sealed }, NOW)).toEqual({
      version: 2,
      author: 'li',
      reason: 'order of the district',
      madeAt: NOW,
      effectiveAt: NOW,
      rules: sealed,
    });
  });

  test('may be dated ahead, but not back', async () => {
    const tomorrow = newPolicyVersion([first], { ...li, rules: sealed, effectiveAt: NOW + DAY }, NOW);
    expect(levelAt([first, tomorrow], NOW + DAY - 1)).toBe('controlled');
    expect(levelAt([first, tomorrow], NOW + DAY)).toBe('sealed');
    const back = { ...li, rules: sealed, effectiveAt: NOW - 1 };
    await expectGateError(() => newPolicyVersion([first], back, NOW), 'request-invalid');
  });

  test('is refused with every fault it has', async () => {
    const hours = { from: '08:00', to: '08:00' };
    const screening = { ...sealed.screening, plausibleFromC: 37 };
    const draft = { ...li, rules: { ...sealed, hours, screening }, effectiveAt: NOW - 1 };
    const error = await expectGateError(() => newPolicyVersion([first], draft, NOW), 'request-invalid');
    expect(error.message).toMatch(/hours: .+; screening\.plausibleFromC: .+; effectiveAt: /);
  });
});

describe('One step back', () => {
  const versions = [first, newPolicyVersion([first], { ...li, rules: sealed }, NOW)];

  test('is a new version with the rules from before', () => {
    const back = previousPolicyAgain(versions, { author: 'wang', reason: 'mistake' }, NOW + HOUR);
    expect(back).toEqual({
      version: 3,
      author: 'wang',
      reason: 'mistake',
      madeAt: NOW + HOUR,
      effectiveAt: NOW + HOUR,
      rules: DEFAULT_POLICY_RULES,
    });
    const forth = previousPolicyAgain([...versions, back], li, NOW + 2 * HOUR);
    expect(forth.rules).toBe(sealed);
  });

  test('leads to what counted, not to what was made last but never came', () => {
    const scheduled = newPolicyVersion(versions, { ...li, rules: open, effectiveAt: NOW + DAY }, NOW);
    const back = previousPolicyAgain([...versions, scheduled], li, NOW + HOUR);
    expect([back.version, back.rules]).toEqual([4, DEFAULT_POLICY_RULES]);
  });

  test('from the first version leads nowhere', async () => {
    await expectGateError(() => previousPolicyAgain([first], li, NOW), 'request-invalid');
  });
});

describe('A scheduled change', () => {
  const tomorrow = NOW + DAY;
  const scheduled = newPolicyVersion([first], { ...li, rules: sealed, effectiveAt: tomorrow }, NOW);

  test('comes even when another change is made before it', () => {
    const now = newPolicyVersion([first, scheduled], { ...li, rules: open }, NOW + HOUR);
    expect(levelAt([first, scheduled, now], NOW + 2 * HOUR)).toBe('open');
    expect(levelAt([first, scheduled, now], tomorrow)).toBe('sealed');
  });

  test('is withdrawn by a version in its place, and what counts until then goes on', () => {
    const versions = [first, scheduled];
    const withdrawn = scheduledPolicyWithdrawn(versions, { ...li, effectiveAt: tomorrow }, NOW + HOUR);
    expect(withdrawn).toMatchObject({ version: 3, effectiveAt: tomorrow, madeAt: NOW + HOUR });
    expect(levelAt([...versions, withdrawn], tomorrow)).toBe('controlled');
  });

  test('can not be withdrawn where there is none, or when it has come', async () => {
    const nothing = { ...li, effectiveAt: tomorrow + 1 };
    await expectGateError(
      () => scheduledPolicyWithdrawn([first, scheduled], nothing, NOW),
      'request-invalid',
    );
    const late = { ...li, effectiveAt: tomorrow };
    await expectGateError(
      () => scheduledPolicyWithdrawn([first, scheduled], late, tomorrow),
      'request-invalid',
    );
  });
});
