import type { AlarmOutcome, ShelvingReason } from '#core/alarms/alarm-outcomes.js';
import type { ApiClient, ApiFault } from './shared/api-client.js';

/** What a person on the page does to an alarm. */
export type AlarmAct =
  | { readonly step: 'acknowledge' | 'own' | 'unshelve' }
  | { readonly step: 'resolve'; readonly outcome: AlarmOutcome }
  | { readonly step: 'shelve'; readonly reason: ShelvingReason };

/** How long an alarm is put aside by the page. */
export const SHELVED_MINUTES = 30;

/** Does it; null when it is done. The live stream then brings the alarm as it stands. */
export type ActOnAlarm = (alarm: number, act: AlarmAct) => Promise<ApiFault | null>;

export function createAlarmActs(api: ApiClient): ActOnAlarm {
  return async (alarm, act) => {
    const answer = await api.request('POST', `/alarms/${alarm}/${act.step}`, bodyOf(act));
    return answer.ok ? null : answer.fault;
  };
}

function bodyOf(act: AlarmAct): unknown {
  if (act.step === 'resolve') return { outcome: act.outcome };
  return act.step === 'shelve' ? { reason: act.reason, minutes: SHELVED_MINUTES } : undefined;
}
