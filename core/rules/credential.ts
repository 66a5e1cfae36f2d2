import type { Pass } from '#core/pass/pass.js';
import type { Reason } from './reasons.js';
import { isGoingOut, type Facts, type Rule, type RuleFinding } from './rule.js';

/**
 * The pass must be known, authentic, of this compound, in its dates and not revoked (DESIGN section 4, rule 2).
 * On the way in, a pass of this compound that has expired or was revoked does not object: residents are never shut out.
 */
export const credential: Rule = {
  name: 'credential',
  check: (facts) => {
    const found = facts.credential;
    switch (found.kind) {
      case 'pass':
        return checkPass(found.pass, facts);
      case 'unknown':
        return objection('unknown', 'pass-unknown');
      case 'forged':
        return objection(found.problem, 'pass-forged');
      case 'wrong-compound':
        return objection('other compound', 'wrong-compound');
      case 'unchecked':
        return objection('unchecked', found.reason);
    }
  },
};

function checkPass(pass: Pass, facts: Facts): RuleFinding {
  if (pass.compound !== facts.compound) return objection(pass.compound, 'wrong-compound');
  const fault = validityFault(pass, facts.now);
  if (fault === null) return { value: `${pass.kind} ${pass.id}` };
  if (!isGoingOut(facts)) return { value: `${pass.kind} ${pass.id}, ${fault}, going in` };
  return objection(`${pass.kind} ${pass.id}`, fault);
}

function validityFault(pass: Pass, now: number): Reason | null {
  if (pass.revoked) return 'pass-revoked';
  if (now < pass.notBefore || (pass.expires !== null && now >= pass.expires)) return 'pass-expired';
  return null;
}

function objection(value: string, reason: Reason): RuleFinding {
  return { value, decision: { reason } };
}
