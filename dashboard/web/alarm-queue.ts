import type { Alarm } from '#core/api/alarms.js';

/** Open alarms that are kept on screen; an operator handles 12 an hour. */
export const ALARM_LIMIT = 500;

/** Fever and emergency stand on top of each group. */
const KIND_ORDER: readonly Alarm['kind'][] = [
  'fever-confirmed',
  'emergency',
  'isolation-breach',
  'fever-suspected',
  'double-outing',
  'thermometer-suspect',
  'pass-at-two-gates',
  'overdue-return',
];

/** Puts the alarm into the queue in the place of its earlier state; one that waits for nobody leaves it. */
export function withAlarm(alarms: readonly Alarm[], alarm: Alarm): readonly Alarm[] {
  return queueOf([...alarms.filter((other) => other.id !== alarm.id), alarm]);
}

/** Open alarms: unacknowledged first, in them fever and emergency on top, newest first. */
export function queueOf(alarms: readonly Alarm[]): readonly Alarm[] {
  const open = alarms.filter(isOpen);
  return open.sort(byUrgency).slice(0, ALARM_LIMIT);
}

/** Not resolved, and not both back to normal and read. */
function isOpen({ resolved, clearedAt, acknowledged }: Alarm): boolean {
  return resolved === null && (clearedAt === null || acknowledged === null);
}

function byUrgency(a: Alarm, b: Alarm): number {
  const state = Number(a.acknowledged !== null) - Number(b.acknowledged !== null);
  return state || rank(a) - rank(b) || b.raisedAt - a.raisedAt || b.id - a.id;
}

/** A kind that this page does not know is placed last, not left out. */
function rank(alarm: Alarm): number {
  const place = KIND_ORDER.indexOf(alarm.kind);
  return place === -1 ? KIND_ORDER.length : place;
}
