import { MINUTE, type Instant, type Milliseconds } from '#core/units/instant.js';
import type { GateId } from '#core/units/ids.js';
import type { RaisedAlarmKind } from './alarm-kinds.js';

/** An open alarm as a list has it. */
export interface ListedAlarm {
  readonly id: number;
  readonly kind: RaisedAlarmKind;
  readonly gate: GateId;
  readonly raisedAt: Instant;
}

/** Alarms of one gate and kind; fever stands alone, one group for each. */
export interface AlarmGroup<A> {
  readonly gate: GateId;
  readonly kind: RaisedAlarmKind;
  readonly alarms: readonly A[];
}

export interface Flood<A> {
  readonly isFlood: boolean;
  /** How many came in the last ten minutes. */
  readonly rate: number;
  readonly groups: readonly AlarmGroup<A>[];
}

/** More than this in the window is more than one person can answer one by one. */
export const FLOOD_ABOVE = 10;
export const FLOOD_WINDOW: Milliseconds = 10 * MINUTE;

/** A single one of these may be somebody ill or in need; it is never one of a heap. */
const ALONE: ReadonlySet<RaisedAlarmKind> = new Set<RaisedAlarmKind>([
  'fever-confirmed',
  'fever-suspected',
  'emergency',
]);

/** Groups open alarms by gate and kind while they come in floods; in ordinary times each is a group of its own. */
export function floodOf<A extends ListedAlarm>(alarms: readonly A[], now: Instant): Flood<A> {
  const rate = alarms.filter(({ raisedAt }) => raisedAt > now - FLOOD_WINDOW && raisedAt <= now).length;
  const isFlood = rate > FLOOD_ABOVE;
  const groups = new Map<string, A[]>();
  for (const alarm of alarms) {
    const isAlone = !isFlood || ALONE.has(alarm.kind);
    const key = isAlone ? `alarm ${alarm.id}` : `${alarm.gate} ${alarm.kind}`;
    groups.set(key, [...(groups.get(key) ?? []), alarm]);
  }
  return { isFlood, rate, groups: [...groups.values()].flatMap(groupOf) };
}

function groupOf<A extends ListedAlarm>(alarms: readonly A[]): readonly AlarmGroup<A>[] {
  const [first] = alarms;
  return first === undefined ? [] : [{ gate: first.gate, kind: first.kind, alarms }];
}
