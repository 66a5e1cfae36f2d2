import { buildingOf } from '#core/units/ids.js';
import type { Reason } from './reasons.js';
import { isGoingOut, passOf, type Facts, type Rule } from './rule.js';
import { words, type Words } from './words.js';

type Seal = Extract<Reason, `${string}-sealed`>;

const SEAL_WORDS: Readonly<Record<Seal, Words>> = {
  'household-sealed': words('本户封控', 'household sealed'),
  'building-sealed': words('本楼封控', 'building sealed'),
  'compound-sealed': words('小区封控', 'compound sealed'),
};

/**
 * Seals hold on the way out only (DESIGN section 4, rule 5): a medical or work pass goes through the seal of the
 * compound; nothing but an emergency goes through that of a household or building.
 */
export const seals: Rule = {
  name: 'seals',
  title: words('封控', 'Seals'),
  check: (facts) => {
    const seal = sealOf(facts);
    if (seal === null) return { value: words('无', 'none') };
    const value = SEAL_WORDS[seal];
    if (!isGoingOut(facts)) return { value: words(`${value.zh}，进入`, `${value.en}, going in`) };
    const kind = passOf(facts)?.kind;
    const passesThrough = seal === 'compound-sealed' && (kind === 'medical' || kind === 'work');
    if (!passesThrough) return { value, reason: seal };
    return { value: words(`${value.zh}，持证可出`, `${value.en}, ${kind} pass goes through`) };
  },
};

function sealOf(facts: Facts): Seal | null {
  if (facts.restrictions.householdSealed) return 'household-sealed';
  if (facts.restrictions.buildingSealed || isInSealedBuilding(facts)) return 'building-sealed';
  return facts.policy.level === 'sealed' ? 'compound-sealed' : null;
}

function isInSealedBuilding(facts: Facts): boolean {
  const { sealedBuildings } = facts.policy;
  if (sealedBuildings.length === 0) return false;
  const household = passOf(facts)?.household ?? null;
  return household !== null && sealedBuildings.includes(buildingOf(household));
}
