import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  nextPolicyChange,
  policyBefore,
  policyInForce,
  scheduledPolicies,
  type Dated,
} from '#core/policy/policy-in-force.js';

const at = (version: number, effectiveAt: number): Dated => ({ version, effectiveAt });

describe('The policy in force', () => {
  const versions = [at(1, 100), at(2, 200), at(3, 500), at(4, 300)];

  test('is the one that took effect last, however late another is made', () => {
    expect(policyInForce(versions, 99)).toBeNull();
    expect(policyInForce(versions, 100)?.version).toBe(1);
    expect(policyInForce(versions, 299)?.version).toBe(2);
    expect(policyInForce(versions, 300)?.version).toBe(4);
    expect(policyInForce(versions, 500)?.version).toBe(3);
  });

  test('is the newest of those with the same time of effect', () => {
    const withdrawn = [...versions, at(5, 500)];
    expect(policyInForce(withdrawn, 500)?.version).toBe(5);
    expect(policyBefore(withdrawn, 600)?.version).toBe(4);
    expect(scheduledPolicies(withdrawn, 250).map(({ version }) => version)).toEqual([4, 5]);
  });

  test('has one before it unless it is the first', () => {
    expect(policyBefore(versions, 250)?.version).toBe(1);
    expect(policyBefore(versions, 150)).toBeNull();
    expect(policyBefore(versions, 50)).toBeNull();
  });

  const arbitraryVersions = fc
    .array(fc.nat(20), { maxLength: 12 })
    .map((instants) => instants.map((effectiveAt, index) => at(index + 1, effectiveAt)));

  test('does not change until the next change that was told, and is then what was scheduled', () => {
    fc.assert(
      fc.property(arbitraryVersions, fc.nat(20), (some, now) => {
        const current = policyInForce(some, now);
        const next = nextPolicyChange(some, now);
        for (let later = now; later < (next ?? 30); later += 1) {
          expect(policyInForce(some, later)).toBe(current);
        }
        if (next === null) return;
        expect(policyInForce(some, next)).toBe(scheduledPolicies(some, now)[0]);
        expect(policyInForce(some, next)).not.toBe(current);
      }),
    );
  });

  test('does not depend on the order in which the versions are read', () => {
    const shuffled = arbitraryVersions.chain((some) =>
      fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })),
    );
    fc.assert(
      fc.property(shuffled, fc.nat(20), ([some, mixed], now) => {
        expect(policyInForce(mixed, now)).toBe(policyInForce(some, now));
        expect(scheduledPolicies(mixed, now)).toEqual(scheduledPolicies(some, now));
      }),
    );
  });
});
