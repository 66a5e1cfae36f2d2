import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PASS_KINDS, type Pass } from '#core/pass/pass.js';
import type { Effect } from '#core/rules/rule.js';
import { effectsCode, effectsOf } from '#broker/ledger/effects-code.js';

const effect = fc.constantFrom<Effect>(
  { kind: 'open-outing', charged: true },
  { kind: 'open-outing', charged: false },
  { kind: 'close-outing' },
  { kind: 'suspect-fever' },
  { kind: 'clear-suspicion' },
  { kind: 'count-implausible' },
  { kind: 'reset-implausible' },
  { kind: 'use-exception', exception: 'x-2' },
  { kind: 'use-exception', exception: '0' },
);
const pass = fc.constantFrom(...PASS_KINDS).map((kind) => ({ kind }) as Pass);

describe('the code of effects', () => {
  it('gives back the effects and the kind of pass it was made of', () => {
    fc.assert(
      fc.property(fc.array(effect, { maxLength: 6 }), pass, (effects, one) => {
        expect(effectsOf(effectsCode(effects, one))).toEqual({ kind: one.kind, effects });
      }),
    );
  });

  it('leaves out alarms, which have rows of their own', () => {
    const alarm: Effect = { kind: 'alarm', alarm: 'emergency' };
    expect(effectsCode([alarm], { kind: 'purchase' } as Pass)).toBe('p');
  });

  it('is empty without a pass, because then no state is changed', () => {
    expect(effectsCode([{ kind: 'close-outing' }], null)).toBe('');
    expect(effectsOf('')).toEqual({ kind: null, effects: [] });
  });
});
