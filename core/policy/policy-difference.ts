import { words, type Words } from '#core/rules/words.js';
import { POLICY_FIELDS } from './policy-fields.js';
import type { PolicyRules } from './policy.js';

/** One field that differs, before and after, in words. */
export interface PolicyChange {
  readonly path: string;
  readonly title: Words;
  readonly before: Words;
  readonly after: Words;
  /** All of it as one sentence: `Level: controlled → sealed`. */
  readonly sentence: Words;
}

/** What differs between two policies, field by field; empty when they rule the same. */
export function policyDifference(before: PolicyRules, after: PolicyRules): readonly PolicyChange[] {
  return POLICY_FIELDS.filter(({ key }) => key(before) !== key(after)).map(({ path, title, show }) => {
    const [from, to] = [show(before), show(after)];
    const sentence = words(`${title.zh}：${from.zh} → ${to.zh}`, `${title.en}: ${from.en} → ${to.en}`);
    return { path, title, before: from, after: to, sentence };
  });
}
