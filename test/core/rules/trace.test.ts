import { describe, expect, test } from 'vitest';
import type { Facts, Rule } from '#core/rules/rule.js';
import { rule, RULEBOOK } from '#core/rules/rulebook.js';
import { words } from '#core/rules/words.js';
import { householdId } from '#core/units/ids.js';
import { HOUR } from '#core/units/instant.js';
import { aPass, aReading, decide, linesOf, MONDAY, someFacts } from './facts.js';

const lineOf = (facts: Facts, name: string): string[] => {
  const line = linesOf(facts).find((one) => one.rule === name);
  return [line?.zh ?? '', line?.value ?? '', line?.result ?? ''];
};

describe('The trace answers "why?" in both languages', () => {
  test('for a good outing, rule by rule', () => {
    expect(linesOf(someFacts())).toEqual([
      { rule: 'emergency', value: 'no', zh: '否', result: 'passed' },
      { rule: 'credential', value: 'purchase p-purchase', zh: '购物证 p-purchase', result: 'passed' },
      {
        rule: 'screening',
        value: '36.5 °C forehead infrared, threshold 37.3 °C',
        zh: '36.5 °C 额温（红外），阈值 37.3 °C',
        result: 'passed',
      },
      { rule: 'isolation', value: 'none', zh: '无', result: 'passed' },
      { rule: 'seals', value: 'none', zh: '无', result: 'passed' },
      { rule: 'return', value: 'going out', zh: '外出', result: 'passed' },
      { rule: 'exempt-pass', value: 'no', zh: '否', result: 'passed' },
      { rule: 'exception', value: 'none', zh: '无', result: 'passed' },
      { rule: 'level-open', value: 'controlled', zh: '管控', result: 'passed' },
      { rule: 'quota', value: '0 of 1 outings in 3 days', zh: '3天内0次，限1次', result: 'decided' },
    ]);
  });

  test('for a used quota and a member who is out', () => {
    const state = decide(someFacts()).state;
    const facts = someFacts({ state, now: MONDAY + HOUR });
    expect(lineOf(facts, 'quota')).toEqual(['3天内1次，限1次', '1 of 1 outings in 3 days', 'decided']);
    const quota = { outings: 2, days: 7, counting: 'calendar-days' as const };
    expect(lineOf({ ...facts, policy: { ...facts.policy, quota } }, 'quota')).toEqual([
      '7天内1次，限2次，有人在外',
      '1 of 2 outings in 7 days, a member is out',
      'decided',
    ]);
  });

  test('for a pass that ran out, on the way in', () => {
    const credential = { kind: 'pass', pass: aPass({ expires: MONDAY }) } as const;
    const facts = someFacts({ credential, presented: { direction: 'in' } });
    expect(lineOf(facts, 'credential')).toEqual([
      '购物证 p-purchase，通行证不在有效期，进入不拦',
      'purchase p-purchase, The pass is not valid today, going in all the same',
      'passed',
    ]);
  });

  test('for a one-off exception, which seal it went through and what it is for', () => {
    const exceptions = [
      { id: 'x-1', household: householdId('3-2-501'), from: 0, expires: MONDAY + HOUR, reason: 'funeral' },
    ] as const;
    const policy = { ...someFacts().policy, level: 'sealed' as const };
    const facts = someFacts({ exceptions, policy });
    expect(lineOf(facts, 'seals')).toEqual([
      '小区封控，特批可出',
      'compound sealed, one-off exception goes through',
      'passed',
    ]);
    expect(lineOf(facts, 'exception')).toEqual(['x-1（丧事）', 'x-1 (funeral)', 'decided']);
    const open = someFacts({ exceptions, policy: { ...policy, level: 'open' } });
    expect(lineOf(open, 'exception')).toEqual([
      'x-1（丧事），无需使用',
      'x-1 (funeral), not needed',
      'passed',
    ]);
  });

  test('for a frozen sensor, a hundredth below the threshold, and an impossible value', () => {
    const measured = (change: Parameters<typeof aReading>[1]): string =>
      lineOf(someFacts({ presented: { reading: aReading(MONDAY, change) } }), 'screening')[1] ?? '';
    expect(measured({ ambientC: -12.5 })).toBe('36.5 °C forehead infrared, ambient -12.5 °C');
    expect(measured({ bodyC: 37.29 })).toBe('37.29 °C forehead infrared, threshold 37.3 °C');
    expect(measured({ bodyC: 20, method: 'manual' })).toBe('20.0 °C forehead manual, implausible 1 of 3');
  });

  test('and every rule has a title of its own', () => {
    const titles = RULEBOOK.flatMap((one) => [one.title.zh, one.title.en]);
    expect(new Set(titles).size).toBe(2 * RULEBOOK.length);
    expect(titles.every((title) => title.length > 0)).toBe(true);
  });
});

describe('A rulebook with another rule', () => {
  const noonRest: Rule = {
    name: 'noon-rest',
    title: words('午休', 'Noon rest'),
    check: ({ now }) => {
      const isNoon = now >= MONDAY && now < MONDAY + 2 * HOUR;
      return { value: words('午休', 'noon'), ...(isNoon ? { reason: 'outside-hours' as const } : {}) };
    },
    opensAt: () => MONDAY + 2 * HOUR,
  };

  test('asks it in its place, also for the next instant', () => {
    const ruling = rule(someFacts(), [noonRest, ...RULEBOOK]);
    expect(ruling).toMatchObject({ verdict: 'deny', reason: 'outside-hours', nextAt: MONDAY + 2 * HOUR });
    expect(ruling.trace.said).toHaveLength(1);
  });

  test('could not check anything when no rule decides', () => {
    expect(rule(someFacts(), [])).toEqual({
      verdict: 'fault',
      reason: 'cannot-check',
      nextAt: null,
      trace: { rules: [], said: [] },
      effects: [],
    });
  });
});
