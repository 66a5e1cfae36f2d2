import { describe, expect, test } from 'vitest';
import { LONGEST_EXCEPTION } from '#core/exceptions/one-off-exception.js';
import { applyEffects } from '#core/rules/apply-effects.js';
import { EMPTY_STATE, screeningOf, stateKey, type HouseholdState } from '#core/rules/household-state.js';
import { passId } from '#core/units/ids.js';
import { DAY, MINUTE } from '#core/units/instant.js';
import { aPass, MONDAY } from './facts.js';

const pass = aPass();
const occasion = { pass, now: MONDAY };

describe('The state of a household', () => {
  test('counts a charged outing once and keeps its charges in order', () => {
    const state = applyEffects(EMPTY_STATE, [{ kind: 'open-outing', charged: true }], occasion);
    expect(state.outings).toEqual([{ pass: pass.id, since: MONDAY, charged: true }]);
    const earlier = applyEffects(state, [{ kind: 'open-outing', charged: true }], {
      pass,
      now: MONDAY - DAY,
    });
    expect(earlier.charges).toEqual([MONDAY - DAY, MONDAY]);
    expect(earlier.outings).toHaveLength(1);
  });

  test('forgets charges that can not count in any quota', () => {
    const state: HouseholdState = { ...EMPTY_STATE, charges: [MONDAY - 62 * DAY, MONDAY - 60 * DAY] };
    const opened = applyEffects(state, [{ kind: 'open-outing', charged: false }], occasion);
    expect(opened.charges).toEqual([MONDAY - 60 * DAY]);
  });

  test('remembers a suspicion for its pass alone and leaves nothing behind when it is cleared', () => {
    const suspected = applyEffects(EMPTY_STATE, [{ kind: 'suspect-fever' }], occasion);
    expect(screeningOf(suspected, pass.id)).toEqual({ suspectedAt: MONDAY, implausible: 0 });
    expect(screeningOf(suspected, passId('p-other')).suspectedAt).toBeNull();
    expect(applyEffects(suspected, [{ kind: 'clear-suspicion' }], occasion)).toEqual(EMPTY_STATE);
  });

  test('keeps the suspicion while implausible readings are counted', () => {
    const effects = [{ kind: 'suspect-fever' }, { kind: 'count-implausible' }] as const;
    const state = applyEffects(EMPTY_STATE, effects, occasion);
    expect(screeningOf(state, pass.id)).toEqual({ suspectedAt: MONDAY, implausible: 1 });
    const reset = applyEffects(state, [{ kind: 'reset-implausible' }], occasion);
    expect(screeningOf(reset, pass.id)).toEqual({ suspectedAt: MONDAY, implausible: 0 });
  });

  test('remembers nothing of a presentation without a pass', () => {
    const effects = [{ kind: 'suspect-fever' }, { kind: 'count-implausible' }] as const;
    expect(applyEffects(EMPTY_STATE, effects, { pass: null, now: MONDAY })).toEqual(EMPTY_STATE);
  });

  test('is not changed by an alarm, nor in place by anything', () => {
    const before: HouseholdState = {
      outings: [{ pass: pass.id, since: MONDAY - MINUTE, charged: true }],
      charges: [MONDAY - MINUTE],
      screening: { [pass.id]: { suspectedAt: MONDAY, implausible: 1 } },
    };
    const copy = structuredClone(before);
    expect(applyEffects(before, [{ kind: 'alarm', alarm: 'emergency' }], occasion)).toEqual(copy);
    applyEffects(before, [{ kind: 'close-outing' }, { kind: 'clear-suspicion' }], occasion);
    expect(before).toEqual(copy);
  });

  test('remembers a used exception once, until it must have expired', () => {
    const use = [{ kind: 'use-exception', exception: 'x-1' }] as const;
    const used = applyEffects(applyEffects(EMPTY_STATE, use, occasion), use, occasion);
    expect(used.usedExceptions).toEqual([{ exception: 'x-1', at: MONDAY }]);
    const next = applyEffects(used, [{ kind: 'use-exception', exception: 'x-2' }], {
      pass,
      now: MONDAY + 61 * DAY,
    });
    expect(next.usedExceptions).toEqual([{ exception: 'x-2', at: MONDAY + 61 * DAY }]);
    expect(61 * DAY).toBeGreaterThan(LONGEST_EXCEPTION);
  });

  test('survives the journey through JSON', () => {
    const state = applyEffects(EMPTY_STATE, [{ kind: 'open-outing', charged: true }, { kind: 'suspect-fever' }], occasion); // prettier-ignore
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });

  test('is not fooled by a pass named like a property of every object', () => {
    expect(screeningOf(EMPTY_STATE, passId('constructor'))).toEqual({ suspectedAt: null, implausible: 0 });
  });

  test('is kept under the flat, or under the pass where there is none', () => {
    expect(stateKey(pass)).toBe('3-2-501');
    expect(stateKey(aPass({ household: null, id: passId('v-1') }))).toBe('pass:v-1');
  });
});
