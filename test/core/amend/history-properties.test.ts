import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldHistory, type HistoryStep } from '#core/amend/fold-history.js';
import { applyEffects } from '#core/rules/apply-effects.js';
import { EMPTY_STATE } from '#core/rules/household-state.js';
import { arbitraryLife, LivedHistory } from './lived-history.js';

const LIVES = { numRuns: 400 };

describe('For any history, with amendments, exceptions and changes of the policy', () => {
  test('no household gets more outings than its policy allows but by emergency, exempt pass, exception or override', () => {
    let counted = 0;
    const reasons = new Set<string>();
    fc.assert(
      fc.property(arbitraryLife, ({ events, ...world }) => {
        const life = new LivedHistory(world);
        for (const event of events) {
          life.live(event, () => {
            counted += 1;
            expect(life.countedNow()).toBeLessThan(life.policy.quota.outings);
          });
        }
        for (const { why } of life.outings) reasons.add(why);
      }),
      LIVES,
    );
    expect(counted).toBeGreaterThan(400);
    expect([...reasons].sort()).toEqual(['emergency', 'exception', 'exempt', 'ok', 'open', 'override']);
  });

  test('an exception lets out once, unless its outing was voided', () => {
    fc.assert(
      fc.property(arbitraryLife, ({ events, ...world }) => {
        const life = new LivedHistory(world);
        for (const event of events) life.live(event, () => undefined);
        const used = life.outings.filter(({ why, isVoid }) => why === 'exception' && !isVoid);
        expect(used.length).toBeLessThanOrEqual(world.exceptions.length);
      }),
      LIVES,
    );
  });

  test('the charges of the state are those of the accountant', () => {
    fc.assert(
      fc.property(arbitraryLife, ({ events, ...world }) => {
        const life = new LivedHistory(world);
        for (const event of events) life.live(event, () => undefined);
        const counted = life.outings.filter(({ charged, isVoid }) => charged && !isVoid);
        const instants = counted.map(({ at }) => at).sort((a, b) => a - b);
        expect(foldHistory(life.history).charges).toEqual(instants);
      }),
      LIVES,
    );
  });
});

function lived(life: Parameters<Parameters<typeof arbitraryLife.map>[0]>[0]): readonly HistoryStep[] {
  const { events, ...world } = life;
  const history = new LivedHistory(world);
  for (const event of events) history.live(event, () => undefined);
  return history.history;
}

const arbitraryHistory = arbitraryLife.map(lived);
const entriesOf = (history: readonly HistoryStep[]): HistoryStep[] =>
  history.filter(({ kind }) => kind === 'entry');
const voided = (step: HistoryStep): HistoryStep => {
  const { entry, pass, now } = step;
  return { kind: 'amendment', entry, pass, now, change: { kind: 'void' } };
};

describe('A folded history', () => {
  test('is what the effects come to one by one, as long as nothing is written down later', () => {
    fc.assert(
      fc.property(arbitraryHistory, (history) => {
        const entries = entriesOf(history);
        const oneByOne = entries.reduce((state, step) => {
          return step.kind === 'entry' ? applyEffects(state, step.effects, step) : state;
        }, EMPTY_STATE);
        expect(foldHistory(entries)).toEqual(oneByOne);
      }),
      LIVES,
    );
  });

  test('without its last entry is as before it', () => {
    fc.assert(
      fc.property(arbitraryHistory, (history) => {
        const entries = entriesOf(history);
        const last = entries.at(-1);
        if (last === undefined) return;
        expect(foldHistory([...entries, voided(last)])).toEqual(foldHistory(entries.slice(0, -1)));
      }),
      LIVES,
    );
  });

  test('without any entry is as if nobody had ever come', () => {
    fc.assert(
      fc.property(arbitraryHistory, (history) => {
        expect(foldHistory([...history, ...entriesOf(history).map(voided)])).toEqual(EMPTY_STATE);
      }),
      LIVES,
    );
  });

  test('does not depend on the order in which entries are voided, nor on how often', () => {
    const withChoice = arbitraryHistory.chain((history) =>
      fc.tuple(fc.constant(history), fc.shuffledSubarray(entriesOf(history))),
    );
    fc.assert(
      fc.property(withChoice, ([history, chosen]) => {
        const once = foldHistory([...history, ...chosen.map(voided)]);
        expect(foldHistory([...history, ...chosen.toReversed().map(voided)])).toEqual(once);
        expect(foldHistory([...history, ...chosen.map(voided), ...chosen.map(voided)])).toEqual(once);
      }),
      LIVES,
    );
  });

  test('goes on from a state in the middle like from the beginning', () => {
    fc.assert(
      fc.property(arbitraryHistory, fc.nat(50), (history, cut) => {
        const entries = entriesOf(history);
        const middle = foldHistory(entries.slice(0, cut));
        expect(foldHistory(entries.slice(cut), middle)).toEqual(foldHistory(entries));
      }),
      LIVES,
    );
  });
});
