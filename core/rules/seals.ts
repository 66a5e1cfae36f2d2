import type { Reason } from './reasons.js';
import { isGoingOut, passOf, type Facts, type Rule } from './rule.js';

/**
 * Seals hold on the way out only (DESIGN section 4, rule 5): a medical or work pass goes through the seal of the
 * compound; nothing but an emergency goes through that of a household or building.
 */
export const seals: Rule = {
  name: 'seals',
  check: (facts) => {
    const seal = sealOf(facts);
    if (seal === null) return { value: 'none' };
    if (!isGoingOut(facts)) return { value: `${seal}, going in` };
    const kind = passOf(facts)?.kind;
    const passesThrough = seal === 'compound-sealed' && (kind === 'medical' || kind === 'work');
    return passesThrough ? { value: `${seal}, ${kind} pass` } : { value: seal, decision: { reason: seal } };
  },
};

function sealOf(facts: Facts): Extract<Reason, `${string}-sealed`> | null {
  if (facts.restrictions.householdSealed) return 'household-sealed';
  if (facts.restrictions.buildingSealed) return 'building-sealed';
  return facts.policy.level === 'sealed' ? 'compound-sealed' : null;
}
