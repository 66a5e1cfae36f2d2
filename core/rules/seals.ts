import { buildingOf } from '#core/units/ids.js';
import type { Reason } from './reasons.js';
import { isGoingOut, passOf, type Facts, type Rule, type RuleFinding } from './rule.js';
import { nextExceptionFrom, usableException } from './usable-exception.js';
import { words, type Words } from './words.js';

type Seal = Extract<Reason, `${string}-sealed`>;

const SEAL_WORDS: Readonly<Record<Seal, Words>> = {
  'household-sealed': words('本户封控', 'household sealed'),
  'building-sealed': words('本楼封控', 'building sealed'),
  'compound-sealed': words('小区封控', 'compound sealed'),
};

const NONE: RuleFinding = { value: words('无', 'none') };

/**
 * Seals hold on the way out only (DESIGN section 4, rule 5): a medical or work pass goes through the seal of the
 * compound, a one-off exception through that of the compound or building; nothing but an emergency through a household's.
 */
export const seals: Rule = {
  name: 'seals',
  title: words('封控', 'Seals'),
  check: (facts) => {
    const seal = sealOf(facts);
    if (seal === null) return NONE;
    const value = SEAL_WORDS[seal];
    if (!isGoingOut(facts)) return { value: words(`${value.zh}，进入`, `${value.en}, going in`) };
    const key = keyTo(seal, facts);
    return key === null ? { value, reason: seal } : { value: joined(value, key) };
  },
  opensAt: (facts) => (sealOf(facts) === 'household-sealed' ? null : nextExceptionFrom(facts)),
};

/** What goes through the seal, in words; null when nothing does. */
function keyTo(seal: Seal, facts: Facts): Words | null {
  const kind = passOf(facts)?.kind;
  if (seal === 'compound-sealed' && (kind === 'medical' || kind === 'work')) {
    return words('持证可出', `${kind} pass goes through`);
  }
  const isExcepted = seal !== 'household-sealed' && usableException(facts) !== null;
  return isExcepted ? words('特批可出', 'one-off exception goes through') : null;
}

function joined(first: Words, second: Words): Words {
  return words(`${first.zh}，${second.zh}`, `${first.en}, ${second.en}`);
}

/** The seal that holds for the household, the narrowest first; null when none does. */
export function sealOf(facts: Facts): Seal | null {
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
