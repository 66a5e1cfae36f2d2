import type { Words } from '#core/rules/words.js';

/** How an alarm ended, chosen from a list; a note may say more. */
export const ALARM_OUTCOMES = {
  handled: { zh: '已处理', en: 'Handled' },
  hospital: { zh: '已送医', en: 'Taken to hospital' },
  isolated: { zh: '已隔离', en: 'Put under isolation' },
  'back-home': { zh: '已回家', en: 'Back home, well' },
  'device-changed': { zh: '已更换设备', en: 'Device changed or corrected' },
  'false-alarm': { zh: '误报', en: 'False alarm' },
  'not-reached': { zh: '未联系上', en: 'Could not be reached' },
  other: { zh: '其他', en: 'Other' },
} as const satisfies Record<string, Words>;
export type AlarmOutcome = keyof typeof ALARM_OUTCOMES;

/** Why an alarm is put aside for a while, chosen from a list. */
export const SHELVING_REASONS = {
  'known-fault': { zh: '已知故障，待修', en: 'Known fault, repair is on the way' },
  maintenance: { zh: '维护中', en: 'Maintenance' },
  waiting: { zh: '等待答复', en: 'Waiting for an answer' },
  other: { zh: '其他', en: 'Other' },
} as const satisfies Record<string, Words>;
export type ShelvingReason = keyof typeof SHELVING_REASONS;
