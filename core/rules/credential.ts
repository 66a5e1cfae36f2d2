import type { Pass } from '#core/pass/pass.js';
import type { Instant } from '#core/units/instant.js';
import { REASONS, type Reason } from './reasons.js';
import { isGoingOut, passOf, type Facts, type Rule, type RuleFinding } from './rule.js';
import { sameWords, words, type Words } from './words.js';

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
        return { value: words('查无此证', 'unknown'), reason: 'pass-unknown' };
      case 'forged':
        return { value: words(`伪造：${found.problem}`, found.problem), reason: 'pass-forged' };
      case 'wrong-compound':
        return { value: words('其他小区', 'other compound'), reason: 'wrong-compound' };
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
  const value = describe(pass);
  const fault = validityFault(pass, facts.now);
  if (fault === null) return { value };
  if (isGoingOut(facts)) return { value, reason: fault };
  return {
    value: words(
      `${value.zh}，${REASONS[fault].zh}，进入不拦`,
      `${value.en}, ${REASONS[fault].en}, going in all the same`,
    ),
  };
}

function describe(pass: Pass): Words {
  return words(`${KIND_WORDS[pass.kind]} ${pass.id}`, `${pass.kind} ${pass.id}`);
}

const KIND_WORDS: Readonly<Record<Pass['kind'], string>> = {
  purchase: '购物证',
  resident: '居民证',
  work: '工作证',
  medical: '就医证',
  visitor: '访客证',
  service: '服务证',
};

function validityFault(pass: Pass, now: Instant): Extract<Reason, 'pass-revoked' | 'pass-expired'> | null {
  if (pass.revoked) return 'pass-revoked';
  if (now < pass.notBefore || (pass.expires !== null && now >= pass.expires)) return 'pass-expired';
  return null;
}
