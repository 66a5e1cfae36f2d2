import type { Pass, PassKind } from '#core/pass/pass.js';
import type { Instant } from '#core/units/instant.js';
import { REASONS, type Reason } from './reasons.js';
import { isGoingOut, passOf, type Facts, type Rule, type RuleFinding } from './rule.js';
import { THE_PASS } from './trace.js';
import { phrase, sameWords, words } from './words.js';

const UNKNOWN: RuleFinding = { value: words('查无此证', 'unknown'), reason: 'pass-unknown' };
const ELSEWHERE: RuleFinding = { value: words('其他小区', 'other compound'), reason: 'wrong-compound' };

/**
 * The pass must be known, authentic, of this compound, in its dates and not revoked (DESIGN section 4, rule 2).
 * On the way in, a pass of this compound that has expired or was revoked does not object: residents are never shut out.
 */
export const credential: Rule = {
  name: 'credential',
  title: words('通行证', 'Pass'),
  check: (facts) => {
    const found = facts.credential;
    switch (found.kind) {
      case 'pass':
        return checkPass(found.pass, facts);
      case 'unknown':
        return UNKNOWN;
      case 'forged':
        return { value: words(`伪造：${found.problem}`, found.problem), reason: 'pass-forged' };
      case 'wrong-compound':
        return ELSEWHERE;
      case 'unchecked':
        return { value: words('未能核验', 'not checked'), reason: found.reason };
    }
  },
  opensAt: (facts) => {
    const pass = passOf(facts);
    const isWaiting = pass?.compound === facts.compound && !pass.revoked && facts.now < pass.notBefore;
    return isWaiting ? pass.notBefore : null;
  },
};

function checkPass(pass: Pass, facts: Facts): RuleFinding {
  if (pass.compound !== facts.compound) return { value: sameWords(pass.compound), reason: 'wrong-compound' };
  const valid = VALID[pass.kind];
  const fault = validityFault(pass, facts.now);
  if (fault === null) return valid;
  return isGoingOut(facts)
    ? { value: valid.value, reason: fault }
    : { value: invalidGoingIn([pass.kind, fault]) };
}

const invalidGoingIn = phrase(([kind, fault]: readonly [PassKind, Reason]) => {
  const { value } = VALID[kind];
  const { zh, en } = REASONS[fault];
  return words(`${value.zh}，${zh}，进入不拦`, `${value.en}, ${en}, going in all the same`);
});

const VALID: Readonly<Record<PassKind, RuleFinding>> = {
  purchase: validPass('购物证', 'purchase'),
  resident: validPass('居民证', 'resident'),
  work: validPass('工作证', 'work'),
  medical: validPass('就医证', 'medical'),
  visitor: validPass('访客证', 'visitor'),
  service: validPass('服务证', 'service'),
};

function validPass(zh: string, kind: PassKind): RuleFinding {
  return { value: words(`${zh} ${THE_PASS}`, `${kind} ${THE_PASS}`) };
}

function validityFault(pass: Pass, now: Instant): Extract<Reason, 'pass-revoked' | 'pass-expired'> | null {
  if (pass.revoked) return 'pass-revoked';
  if (now < pass.notBefore || (pass.expires !== null && now >= pass.expires)) return 'pass-expired';
  return null;
}
