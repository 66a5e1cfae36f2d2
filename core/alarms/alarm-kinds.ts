import type { AlarmKind } from '#core/rules/rule.js';
import type { Words } from '#core/rules/words.js';

export type Severity = 'high' | 'medium' | 'low';

interface AlarmMeaning {
  readonly severity: Severity;
  readonly zh: string;
  readonly en: string;
  /** What somebody has to do now, in both languages. */
  readonly answer: Words;
  /** It may go back to normal by itself; the others wait for a person. */
  readonly endsByItself: boolean;
}

/** Every alarm there is: those the rules raise, and those found by looking at many entries or at the clock. */
export const ALARM_KINDS = {
  'fever-confirmed': alarm('high', '发热', {
    en: 'Fever confirmed',
    answer: { zh: '呼叫卡口，隔开，开立个案', en: 'Call the gate, keep apart, open the case' },
  }),
  emergency: alarm('high', '紧急外出', {
    en: 'Emergency exit',
    answer: { zh: '回电确认', en: 'Call back' },
  }),
  'isolation-breach': alarm('high', '隔离人员外出', {
    en: 'Left isolation',
    answer: { zh: '联系门岗和住户', en: 'Call the gate and the household' },
  }),
  'fever-suspected': alarm('medium', '疑似发热', {
    en: 'Fever suspected',
    answer: { zh: '等待复测', en: 'Second reading awaited' },
    endsByItself: true,
  }),
  'double-outing': alarm('medium', '同户重复外出', {
    en: 'Double outing',
    answer: { zh: '联系住户并决定', en: 'Contact the household and decide' },
  }),
  'thermometer-suspect': alarm('medium', '测温仪可疑', {
    en: 'Thermometer suspect',
    answer: { zh: '人工复测，更换设备', en: 'Measure by hand, swap the device' },
    endsByItself: true,
  }),
  'pass-at-two-gates': alarm('medium', '一证两卡口', {
    en: 'Pass at two gates',
    answer: { zh: '核对持证人，必要时作废', en: 'Check who carries it, revoke if it was copied' },
  }),
  'overdue-return': alarm('low', '逾期未归', {
    en: 'Overdue return',
    answer: { zh: '电话联系，关心平安', en: 'Call, ask whether all is well' },
    endsByItself: true,
  }),
} as const satisfies Record<string, AlarmMeaning> & Record<AlarmKind, AlarmMeaning>;

export type RaisedAlarmKind = keyof typeof ALARM_KINDS;

function alarm(
  severity: Severity,
  zh: string,
  {
    en,
    answer,
    endsByItself = false,
  }: Pick<AlarmMeaning, 'en' | 'answer'> & { readonly endsByItself?: boolean },
): AlarmMeaning {
  return { severity, zh, en, answer, endsByItself };
}
