import type { Policy } from '#core/policy/policy.js';
import { shownCelsius, type Celsius } from '#core/units/celsius.js';
import { MINUTE, SECOND } from '#core/units/instant.js';
import type { Reading } from '#core/wire/entry.js';
import { screeningOf, type ScreeningMemory } from './household-state.js';
import { isGoingOut, passOf, type Effect, type Facts, type Rule, type RuleFinding } from './rule.js';
import { phrase, words, type Words } from './words.js';

const NOTHING: ScreeningMemory = { suspectedAt: null, implausible: 0 };
const NO_EFFECTS: readonly Effect[] = [];
const MISSING: RuleFinding = { value: words('无', 'none'), reason: 'reading-missing' };

/**
 * Temperature in both directions (DESIGN section 4, rule 3): a missing, stale or implausible reading is taken again,
 * a sensor outside its range cannot measure, and fever needs a second reading before it is confirmed.
 */
export const screening: Rule = {
  name: 'screening',
  title: words('体温', 'Temperature'),
  check: (facts) => {
    const { reading } = facts.presentation;
    if (reading === null) return MISSING;
    const rules = facts.policy.screening;
    if (isStale(reading, facts)) return { value: describe(reading), reason: 'reading-stale' };
    if (!canMeasure(reading, rules)) return cannotMeasure(reading);
    const pass = passOf(facts);
    const memory = pass === null ? NOTHING : screeningOf(facts.state, pass.id);
    if (!isPlausible(reading, rules)) return implausible(reading, memory, rules);
    return judged(reading, { facts, memory });
  },
};

/** A reading from the future has an unknown age too: the clock was set between measuring and presenting. */
function isStale(reading: Reading, facts: Facts): boolean {
  return Math.abs(facts.now - reading.at) > facts.policy.screening.staleAfterSeconds * SECOND;
}

/** A device that does not report its ambient temperature is trusted to know its own range. */
function canMeasure(reading: Reading, rules: Policy['screening']): boolean {
  if (reading.method !== 'infrared' || reading.ambientC === null) return true;
  return reading.ambientC >= rules.ambientFromC && reading.ambientC <= rules.ambientToC;
}

function cannotMeasure(reading: Reading): RuleFinding {
  const ambient = reading.ambientC === null ? '?' : shownCelsius(reading.ambientC);
  const { zh, en } = describe(reading);
  return {
    value: words(`${zh}，环境 ${ambient}`, `${en}, ambient ${ambient}`),
    reason: 'cannot-measure',
  };
}

function isPlausible(reading: Reading, rules: Policy['screening']): boolean {
  return reading.bodyC >= rules.plausibleFromC && reading.bodyC <= rules.plausibleToC;
}

/** After the last try the duty worker measures by hand, so counting starts anew. */
function implausible(reading: Reading, memory: ScreeningMemory, rules: Policy['screening']): RuleFinding {
  const count = memory.implausible + 1;
  const limit = rules.implausibleLimit;
  const { zh, en } = describe(reading);
  const value = words(`${zh}，不合理 ${count}/${limit}`, `${en}, implausible ${count} of ${limit}`);
  if (count < limit) {
    return { value, reason: 'reading-implausible', effects: [{ kind: 'count-implausible' }] };
  }
  return { value, reason: 'cannot-measure', effects: [{ kind: 'reset-implausible' }] };
}

function judged(reading: Reading, context: { facts: Facts; memory: ScreeningMemory }): RuleFinding {
  const { facts, memory } = context;
  const threshold = facts.policy.screening.thresholdC[reading.site];
  const value = compared([threshold, reading.site, reading.method, reading.bodyC]);
  const reset: readonly Effect[] = memory.implausible > 0 ? [{ kind: 'reset-implausible' }] : NO_EFFECTS;
  if (reading.bodyC < threshold) {
    return { value, effects: memory.suspectedAt === null ? reset : [...reset, { kind: 'clear-suspicion' }] };
  }
  return isSecondTime(memory, facts) ? confirmed(value, { facts, reset }) : suspected(value, reset);
}

/** Whichever of the two readings arrives first: entries of two gates may cross on the way. */
function isSecondTime(memory: ScreeningMemory, facts: Facts): boolean {
  if (memory.suspectedAt === null) return false;
  const between = Math.abs(facts.now - memory.suspectedAt);
  return between <= facts.policy.screening.confirmWithinMinutes * MINUTE;
}

function suspected(value: Words, reset: readonly Effect[]): RuleFinding {
  return {
    value,
    reason: 'fever-suspected',
    effects: [...reset, { kind: 'suspect-fever' }, { kind: 'alarm', alarm: 'fever-suspected' }],
  };
}

/** Fever never shuts a resident out of home: going in, it closes the outing like any return. */
function confirmed(value: Words, context: { facts: Facts; reset: readonly Effect[] }): RuleFinding {
  const closing: readonly Effect[] = isGoingOut(context.facts) ? NO_EFFECTS : [{ kind: 'close-outing' }];
  return {
    value: words(`${value.zh}，第二次`, `${value.en}, second time`),
    reason: 'fever-confirmed',
    effects: [
      ...context.reset,
      { kind: 'suspect-fever' },
      ...closing,
      { kind: 'alarm', alarm: 'fever-confirmed' },
    ],
  };
}

/** The body value comes last: it varies most, and a book of phrases branches by their values in order. */
type Comparison = readonly [
  threshold: Celsius,
  site: Reading['site'],
  method: Reading['method'],
  bodyC: Celsius,
];

const compared = phrase(([threshold, site, method, bodyC]: Comparison) => {
  const { zh, en } = describe({ site, method, bodyC });
  const limit = shownCelsius(threshold);
  return words(`${zh}，阈值 ${limit}`, `${en}, threshold ${limit}`);
});

function describe({ site, method, bodyC }: Pick<Reading, 'site' | 'method' | 'bodyC'>): Words {
  const body = shownCelsius(bodyC);
  return words(`${body} ${SITE_WORDS[site]}${METHOD_WORDS[method]}`, `${body} ${site} ${method}`);
}

/** Chinese names of the temperatures of each site; the English ones are the sites themselves. */
export const SITE_WORDS: Readonly<Record<Reading['site'], string>> = {
  forehead: '额温',
  neck: '颈温',
  wrist: '腕温',
  ear: '耳温',
  armpit: '腋温',
};

const METHOD_WORDS: Readonly<Record<Reading['method'], string>> = {
  infrared: '（红外）',
  contact: '（接触）',
  manual: '（人工）',
};
