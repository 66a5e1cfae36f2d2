import { describe, expect, test } from 'vitest';
import { explain } from '#core/rules/explain.js';
import { rule } from '#core/rules/rulebook.js';
import { HOUR } from '#core/units/instant.js';
import { decide, linesOf, MONDAY, someFacts } from './facts.js';

const zhOf = (...why: Parameters<typeof explain>): string[] => explain(...why).map(({ zh }) => zh);
const enOf = (...why: Parameters<typeof explain>): string[] => explain(...why).map(({ en }) => en);

describe('The answer to "why?"', () => {
  const facts = someFacts({ state: decide(someFacts()).state, now: MONDAY + HOUR });
  const { reason } = rule(facts);

  test('reads as sentences in Chinese', () => {
    expect(zhOf(linesOf(facts), reason)).toEqual([
      '紧急情况：否',
      '通行证：购物证 p-purchase',
      '体温：36.5 °C 额温（红外），阈值 37.3 °C',
      '居家隔离：无',
      '封控：无',
      '返回：外出',
      '免计次证：否',
      '一次性特批：无',
      '小区等级：管控',
      '外出次数：3天内1次，限1次 → 本户外出次数已用',
    ]);
  });

  test('reads as sentences in English, up to the rule that decided', () => {
    const sealed = someFacts({ policy: { ...someFacts().policy, level: 'sealed' } });
    expect(enOf(linesOf(sealed), rule(sealed).reason)).toEqual([
      'Emergency: no',
      'Pass: purchase p-purchase',
      'Temperature: 36.5 °C forehead infrared, threshold 37.3 °C',
      'Isolation: none',
      'Seals: compound sealed → The compound is sealed',
    ]);
  });

  test('names what the gate had decided itself, and codes of another version', () => {
    const line = { rule: 'local', value: 'book 7', zh: '第 7 版名册', result: 'decided' } as const;
    expect(zhOf([line], 'ok')).toEqual(['卡口自行决定：第 7 版名册 → 可以外出']);
    expect(enOf([{ ...line, rule: 'noon-rest' }], 'noon')).toEqual(['noon-rest: book 7 → noon']);
  });
});
