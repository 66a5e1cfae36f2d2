import { EXCEPTION_WORDS } from '#core/exceptions/one-off-exception.js';
import type { Facts, Rule, RuleFinding } from './rule.js';
import { sealOf } from './seals.js';
import { usableException } from './usable-exception.js';
import { words } from './words.js';

const NONE: RuleFinding = { value: words('无', 'none') };

/**
 * A one-off exception of the household, approved by a controller: one outing that is not counted, whatever the quota, the
 * hours, a member who is out, or the seal of building and compound (docs/decisions/0021). Where nothing has to be excepted
 * from, in an open compound, it is kept.
 */
export const exception: Rule = {
  name: 'exception',
  title: words('一次性特批', 'One-off exception'),
  check: (facts) => {
    const found = usableException(facts);
    if (found === null) return NONE;
    const { zh, en } = EXCEPTION_WORDS[found.reason];
    const value = words(`${found.id}（${zh}）`, `${found.id} (${en})`);
    if (isOpen(facts)) return { value: words(`${value.zh}，无需使用`, `${value.en}, not needed`) };
    return {
      value,
      reason: 'exception',
      effects: [
        { kind: 'open-outing', charged: false },
        { kind: 'use-exception', exception: found.id },
      ],
    };
  },
};

function isOpen(facts: Facts): boolean {
  return facts.policy.level === 'open' && sealOf(facts) === null;
}
