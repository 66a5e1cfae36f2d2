import { words, type Words } from '#core/rules/words.js';
import type { Celsius } from '#core/units/celsius.js';
import type { PolicyRules } from './policy.js';

/** A fault of a policy: the field, and what is wrong with it in words. */
export interface PolicyFault {
  readonly path: string;
  readonly words: Words;
}

/** No fever threshold of any body site lies outside; below, healthy people are stopped, above, sick people are not. */
const THRESHOLD_FROM: Celsius = 36;
const THRESHOLD_TO: Celsius = 39;

/** What every healthy and every sick body may show must be plausible. */
const BODY_FROM: Celsius = 36;
const BODY_TO: Celsius = 41;

/** A building as it stands before the first hyphen of a household id. */
const BUILDING = /^[a-z0-9]+$/;

/**
 * Everything that is wrong with rules that fit the schema, all at once; empty when nothing is. Each would be obeyed to the
 * letter and shut a compound or let a fever pass.
 */
export function policyFaults(rules: PolicyRules): readonly PolicyFault[] {
  return [...hoursFaults(rules), ...rangeFaults(rules), ...thresholdFaults(rules), ...buildingFaults(rules)];
}

function fault(path: string, zh: string, en: string): PolicyFault {
  return { path, words: words(zh, en) };
}

/** Hours over midnight are meant (docs/decisions/0006); the same time twice is not clear: all day, or never? */
function hoursFaults({ hours }: PolicyRules): PolicyFault[] {
  if (hours === null) return [];
  if (hours.from === hours.to) {
    return [
      fault(
        'hours',
        '起止时间相同；全天请留空',
        'it begins and ends at the same time; leave it out for all day',
      ),
    ];
  }
  if (hours.from !== '24:00') return [];
  return [fault('hours.from', '请写 00:00', 'write 00:00 for the beginning of a day')];
}

function rangeFaults({ screening }: PolicyRules): PolicyFault[] {
  const { plausibleFromC, plausibleToC, ambientFromC, ambientToC } = screening;
  const faults: PolicyFault[] = [];
  if (plausibleFromC > BODY_FROM) {
    faults.push(
      fault('screening.plausibleFromC', '不得高于36 °C', 'it may not be above 36 °C, which is healthy'),
    );
  }
  if (plausibleToC < BODY_TO) {
    faults.push(
      fault('screening.plausibleToC', '不得低于41 °C', 'it may not be below 41 °C, which is a fever'),
    );
  }
  if (ambientFromC >= ambientToC) {
    faults.push(fault('screening.ambientToC', '须高于下限', 'it must be above the lower limit'));
  }
  return faults;
}

function thresholdFaults({ screening }: PolicyRules): PolicyFault[] {
  return Object.entries(screening.thresholdC)
    .filter(([, value]) => value < THRESHOLD_FROM || value > THRESHOLD_TO)
    .map(([site]) => {
      return fault(`screening.thresholdC.${site}`, '须在36至39 °C之间', 'it must lie between 36 and 39 °C');
    });
}

function buildingFaults({ sealedBuildings }: PolicyRules): PolicyFault[] {
  const twice = sealedBuildings.filter((one, index) => sealedBuildings.indexOf(one) !== index);
  const odd = sealedBuildings.filter((one) => !BUILDING.test(one));
  return [
    ...odd.map((one) => {
      const en = `"${one}" is no building: write the first part of its flats, such as 3`;
      return fault('sealedBuildings', `“${one}”不是楼号，请写如 3`, en);
    }),
    ...twice.map((one) => fault('sealedBuildings', `“${one}”重复`, `"${one}" is named twice`)),
  ];
}
