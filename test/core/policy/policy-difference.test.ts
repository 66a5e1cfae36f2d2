import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { policyDifference } from '#core/policy/policy-difference.js';
import { policyFaults } from '#core/policy/policy-faults.js';
import { POLICY_FIELDS } from '#core/policy/policy-fields.js';
import { DEFAULT_POLICY_RULES, type PolicyRules } from '#core/policy/policy.js';

const rules = (change: Partial<PolicyRules>): PolicyRules => ({ ...DEFAULT_POLICY_RULES, ...change });
const screening = (change: Partial<PolicyRules['screening']>): PolicyRules =>
  rules({ screening: { ...DEFAULT_POLICY_RULES.screening, ...change } });
const thresholds = (change: Partial<PolicyRules['screening']['thresholdC']>): PolicyRules =>
  screening({ thresholdC: { ...DEFAULT_POLICY_RULES.screening.thresholdC, ...change } });

describe('The difference of two policies in words', () => {
  const sentences = (before: PolicyRules, after: PolicyRules): string[][] =>
    policyDifference(before, after).map(({ sentence }) => [sentence.zh, sentence.en]);

  test.each<[string, PolicyRules, [string, string]]>([
    ['the level', rules({ level: 'sealed' }), ['等级：管控 → 封控', 'Level: controlled → sealed']],
    [
      'the quota',
      rules({ quota: { outings: 2, days: 7, counting: 'rolling-hours' } }),
      ['外出次数：每3天1次 → 每168小时2次', 'Outings: 1 in 3 calendar days → 2 in 168 hours'],
    ],
    [
      'the hours',
      rules({ hours: { from: '08:00', to: '12:00' } }),
      ['外出时段：不限 → 08:00–12:00', 'Opening hours: any time → 08:00–12:00'],
    ],
    [
      'the sealed buildings',
      rules({ sealedBuildings: ['7', '3'] }),
      ['封控楼栋：无 → 3、7', 'Sealed buildings: none → 3, 7'],
    ],
    [
      'the longest outing',
      rules({ maxOutingMinutes: 90 }),
      ['外出时限：120分钟 → 90分钟', 'Longest outing: 120 min → 90 min'],
    ],
    [
      'a threshold',
      thresholds({ wrist: 36.9 }),
      ['腕温发热阈值：37.3 °C → 36.9 °C', 'Fever threshold, wrist: 37.3 °C → 36.9 °C'],
    ],
    [
      'the tries',
      screening({ implausibleLimit: 5 }),
      ['不合理次数上限：3次 → 5次', 'Implausible readings in a row: 3 → 5'],
    ],
  ])('tells %s', (_what, after, said) => {
    expect(sentences(DEFAULT_POLICY_RULES, after)).toEqual([said]);
  });

  test('tells several changes, each on its own', () => {
    const after = { ...rules({ level: 'open', maxOutingMinutes: 60 }) };
    expect(policyDifference(DEFAULT_POLICY_RULES, after).map(({ path }) => path)).toEqual([
      'level',
      'maxOutingMinutes',
    ]);
  });

  test('knows every field of the rules', () => {
    const leaves = (value: unknown, path: string): string[] =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === '' ? key : `${path}.${key}`))
        : [path];
    const known = POLICY_FIELDS.map(({ path }) => path).sort();
    const fields = leaves(DEFAULT_POLICY_RULES, '').map((path) => path.replace(/^quota\..+$/, 'quota'));
    expect(known).toEqual([...new Set(fields)].sort());
  });

  const few = fc.constantFrom(1, 2);
  const warm = fc.constantFrom(37.3, 37.31, 37.5);
  const arbitraryRules: fc.Arbitrary<PolicyRules> = fc.record({
    level: fc.constantFrom('open', 'controlled', 'sealed'),
    quota: fc.record({
      outings: few,
      days: few,
      counting: fc.constantFrom('calendar-days', 'rolling-hours'),
    }),
    hours: fc.constantFrom(null, { from: '08:00', to: '12:00' }, { from: '08:00', to: '12:30' }),
    maxOutingMinutes: few,
    screening: fc.record({
      thresholdC: fc.record({ forehead: warm, neck: warm, wrist: warm, ear: warm, armpit: warm }),
      plausibleFromC: warm,
      plausibleToC: warm,
      ambientFromC: warm,
      ambientToC: warm,
      staleAfterSeconds: few,
      confirmWithinMinutes: few,
      implausibleLimit: few,
    }),
    sealedBuildings: fc.subarray(['3', '4']),
  });

  test('is empty for equal rules and only for them, and each part of it reads differently', () => {
    fc.assert(
      fc.property(arbitraryRules, arbitraryRules, (before, after) => {
        expect(policyDifference(before, structuredClone(before))).toEqual([]);
        const changes = policyDifference(before, after);
        expect(changes.length === 0).toBe(JSON.stringify(before) === JSON.stringify(after));
        for (const change of changes) expect(change.before).not.toEqual(change.after);
      }),
    );
  });
});

describe('The faults of a policy', () => {
  const paths = (of: PolicyRules): string[] => policyFaults(of).map(({ path }) => path);

  test('are none for the default and for hours over midnight', () => {
    expect(policyFaults(DEFAULT_POLICY_RULES)).toEqual([]);
    expect(policyFaults(rules({ hours: { from: '22:00', to: '06:00' } }))).toEqual([]);
    expect(policyFaults(rules({ hours: { from: '00:00', to: '24:00' } }))).toEqual([]);
    expect(policyFaults(rules({ hours: { from: '08:00', to: '00:00' } }))).toEqual([]);
  });

  test.each<[string, PolicyRules, string]>([
    ['hours that begin when they end', rules({ hours: { from: '08:00', to: '08:00' } }), 'hours'],
    ['hours that begin at 24:00', rules({ hours: { from: '24:00', to: '08:00' } }), 'hours.from'],
    ['a threshold in Fahrenheit', thresholds({ ear: 99.1 }), 'screening.thresholdC.ear'],
    ['a threshold below healthy bodies', thresholds({ neck: 35.9 }), 'screening.thresholdC.neck'],
    ['healthy bodies that are implausible', screening({ plausibleFromC: 36.1 }), 'screening.plausibleFromC'],
    ['high fevers that are implausible', screening({ plausibleToC: 40.9 }), 'screening.plausibleToC'],
    ['rooms that are never right', screening({ ambientFromC: 40 }), 'screening.ambientToC'],
    ['a flat instead of a building', rules({ sealedBuildings: ['3-2'] }), 'sealedBuildings'],
    ['a building that is named twice', rules({ sealedBuildings: ['3', '3'] }), 'sealedBuildings'],
  ])('tell of %s', (_what, of, path) => {
    expect(paths(of)).toEqual([path]);
  });

  test('are told all at once', () => {
    const bad = {
      ...thresholds({ ear: 99, wrist: 20 }),
      hours: { from: '24:00', to: '08:00' },
      sealedBuildings: [''],
    };
    expect(paths(bad)).toHaveLength(4);
    for (const { words } of policyFaults(bad)) expect(words.zh !== '' && words.en !== '').toBe(true);
  });
});
