import { LEVEL_WORDS } from '#core/rules/level-open.js';
import { SITE_WORDS } from '#core/rules/screening.js';
import { sameWords, words, type Words } from '#core/rules/words.js';
import { shownCelsius } from '#core/units/celsius.js';
import type { Site } from '#core/wire/parts.js';
import type { Hours, PolicyRules } from './policy.js';

/** One field of a policy for people: its name, and its value in words. */
export interface PolicyField {
  readonly path: string;
  readonly title: Words;
  /** Equal for equal values, and only for them. */
  readonly key: (rules: PolicyRules) => string;
  readonly show: (rules: PolicyRules) => Words;
}

interface Shape<T> {
  readonly path: string;
  readonly title: Words;
  readonly get: (rules: PolicyRules) => T;
  readonly show: (value: T) => Words;
}

function field<T>({ path, title, get, show }: Shape<T>): PolicyField {
  return {
    path,
    title,
    key: (rules) => JSON.stringify(get(rules)),
    show: (rules) => show(get(rules)),
  };
}

const SITES: readonly Site[] = ['forehead', 'neck', 'wrist', 'ear', 'armpit'];

type Screening = PolicyRules['screening'];
type CelsiusField = 'plausibleFromC' | 'plausibleToC' | 'ambientFromC' | 'ambientToC';

/** Every field there is, in the order people read them. */
export const POLICY_FIELDS: readonly PolicyField[] = [
  field({
    path: 'level',
    title: words('等级', 'Level'),
    get: ({ level }) => level,
    show: (level) => LEVEL_WORDS[level],
  }),
  field({
    path: 'quota',
    title: words('外出次数', 'Outings'),
    get: ({ quota }) => [quota.outings, quota.days, quota.counting] as const,
    show: showQuota,
  }),
  field({
    path: 'hours',
    title: words('外出时段', 'Opening hours'),
    get: ({ hours }) => hours && { from: hours.from, to: hours.to },
    show: showHours,
  }),
  field({
    path: 'sealedBuildings',
    title: words('封控楼栋', 'Sealed buildings'),
    get: ({ sealedBuildings }) => [...new Set(sealedBuildings)].sort(),
    show: showBuildings,
  }),
  count('maxOutingMinutes', words('外出时限', 'Longest outing'), {
    get: ({ maxOutingMinutes }) => maxOutingMinutes,
    unit: words('分钟', ' min'),
  }),
  ...SITES.map(threshold),
  celsius('plausibleFromC', words('合理体温下限', 'Plausible from')),
  celsius('plausibleToC', words('合理体温上限', 'Plausible to')),
  celsius('ambientFromC', words('可测环境温度下限', 'Room from')),
  celsius('ambientToC', words('可测环境温度上限', 'Room to')),
  count('screening.staleAfterSeconds', words('体温有效时间', 'Reading too old after'), {
    get: ({ screening }) => screening.staleAfterSeconds,
    unit: words('秒', ' s'),
  }),
  count('screening.confirmWithinMinutes', words('复测时限', 'Second reading within'), {
    get: ({ screening }) => screening.confirmWithinMinutes,
    unit: words('分钟', ' min'),
  }),
  count('screening.implausibleLimit', words('不合理次数上限', 'Implausible readings in a row'), {
    get: ({ screening }) => screening.implausibleLimit,
    unit: words('次', ''),
  }),
];

function threshold(site: Site): PolicyField {
  return field({
    path: `screening.thresholdC.${site}`,
    title: words(`${SITE_WORDS[site]}发热阈值`, `Fever threshold, ${site}`),
    get: ({ screening }) => screening.thresholdC[site],
    show: (value) => sameWords(shownCelsius(value)),
  });
}

function celsius(name: CelsiusField & keyof Screening, title: Words): PolicyField {
  return field({
    path: `screening.${name}`,
    title,
    get: ({ screening }) => screening[name],
    show: (value) => sameWords(shownCelsius(value)),
  });
}

function count(
  path: string,
  title: Words,
  { get, unit }: { readonly get: (rules: PolicyRules) => number; readonly unit: Words },
): PolicyField {
  return field({ path, title, get, show: (value) => words(`${value}${unit.zh}`, `${value}${unit.en}`) });
}

function showQuota([outings, days, counting]: readonly [
  number,
  number,
  PolicyRules['quota']['counting'],
]): Words {
  const isRolling = counting === 'rolling-hours';
  const zh = isRolling ? `每${days * 24}小时${outings}次` : `每${days}天${outings}次`;
  const en = isRolling ? `${days * 24} hours` : `${days} calendar ${days === 1 ? 'day' : 'days'}`;
  return words(zh, `${outings} in ${en}`);
}

function showHours(hours: Hours | null): Words {
  if (hours === null) return words('不限', 'any time');
  return sameWords(`${hours.from}–${hours.to}`);
}

function showBuildings(buildings: readonly string[]): Words {
  return buildings.length === 0 ? words('无', 'none') : words(buildings.join('、'), buildings.join(', '));
}
