import type { Verdict } from '#core/wire/parts.js';

interface ReasonMeaning {
  readonly verdict: Verdict;
  readonly zh: string;
  readonly en: string;
}

function reason(verdict: Verdict, zh: string, en: string): ReasonMeaning {
  return { verdict, zh, en };
}

/**
 * The table of reason codes: each belongs to one verdict and has its words in Chinese and English.
 * `docs/errors.md` has a row for each; a test compares them.
 */
export const REASONS = {
  ok: reason('allow', '可以外出', 'May go out'),
  open: reason('allow', '小区开放，仅登记', 'Compound is open, recorded only'),
  exempt: reason('allow', '通行证有效，不计次数', 'Exempt pass, no outing is charged'),
  exception: reason('allow', '一次性特批，不计次数', 'One-off exception, no outing is charged'),
  returned: reason('allow', '已返回', 'Returned'),
  'not-out': reason('allow', '返回，无外出记录', 'Going in without a recorded outing'),
  emergency: reason('allow', '紧急放行', 'Emergency, let out at once'),

  'pass-unknown': reason('deny', '查无此证', 'No such pass'),
  'pass-forged': reason('deny', '通行证是伪造的', 'The pass is forged'),
  'pass-expired': reason('deny', '通行证不在有效期', 'The pass is not valid today'),
  'pass-revoked': reason('deny', '通行证已作废', 'The pass was revoked'),
  'wrong-compound': reason('deny', '不是本小区的通行证', 'The pass is of another compound'),
  'person-isolated': reason('deny', '本人须居家隔离', 'This person is under isolation'),
  'household-sealed': reason('deny', '本户已封控', 'This household is sealed'),
  'building-sealed': reason('deny', '本楼已封控', 'This building is sealed'),
  'compound-sealed': reason('deny', '小区已封控', 'The compound is sealed'),
  'outside-hours': reason('deny', '不在允许时段', 'Outside the permitted hours'),
  'quota-used': reason('deny', '本户外出次数已用', 'The household has used its outing'),
  'member-out': reason('deny', '本户已有人外出', 'A member of the household is still out'),

  'reading-missing': reason('retake', '没有测到体温', 'No temperature was taken'),
  'reading-stale': reason('retake', '体温已过时，请重测', 'The temperature is too old, measure again'),
  'reading-implausible': reason(
    'retake',
    '体温数值不合理，请重测',
    'The temperature is implausible, measure again',
  ),
  'fever-suspected': reason('retake', '体温偏高，请复测', 'High temperature, measure again'),
  'pair-ambiguous': reason('retake', '请一人一测，重新来', 'Two people at once, one at a time please'),

  'fever-confirmed': reason('fever', '发热，请隔开并呼叫', 'Fever: keep apart and call'),

  'cannot-measure': reason('fault', '无法测温，请人工测量', 'Cannot measure: take the temperature by hand'),
  'cannot-check': reason('fault', '暂时无法核验', 'Could not be checked: this is not a refusal'),
  'key-unknown': reason(
    'fault',
    '签名密钥未知，无法核验',
    'Signed with an unknown key: could not be checked',
  ),
} as const satisfies Record<string, ReasonMeaning>;

export type Reason = keyof typeof REASONS;

/** The verdict a reason belongs to. */
export function verdictOf(code: Reason): Verdict {
  return REASONS[code].verdict;
}

export function isReason(text: string): text is Reason {
  return Object.hasOwn(REASONS, text);
}
