import { SECOND, type Instant, type Milliseconds } from '#core/units/instant.js';
import { ALARM_KINDS } from './alarm-kinds.js';
import { isShelved, type AlarmLife } from './alarm-life.js';

/** Who is told next: all controllers, then the channel that is configured (a phone, a group, a web hook). */
export type EscalationStep = 'controllers' | 'channel';

interface Stage {
  readonly step: EscalationStep;
  /** So long without anybody acknowledging. */
  readonly after: Milliseconds;
}

/** In order; ux 3.4 of the reference: 60 s and 180 s. */
export const ESCALATION: readonly Stage[] = [
  { step: 'controllers', after: 60 * SECOND },
  { step: 'channel', after: 180 * SECOND },
];

/**
 * The steps that are due and not done, in order: several when nobody could look in between. Each is taken by one
 * `escalate` action. None for what is acknowledged, put aside or back to normal, and for alarms that are not urgent.
 */
export function escalationDue(life: AlarmLife, now: Instant): readonly EscalationStep[] {
  if (!waits(life, now)) return [];
  const due = ESCALATION.slice(life.escalated).filter(({ after }) => now - life.knownAt >= after);
  return due.map(({ step }) => step);
}

/** When to look again; null when time alone brings no further step. */
export function nextEscalationAt(life: AlarmLife, now: Instant): Instant | null {
  const stage = ESCALATION[life.escalated];
  return stage === undefined || !waits(life, now) ? null : life.knownAt + stage.after;
}

function waits(life: AlarmLife, now: Instant): boolean {
  const isUrgent = ALARM_KINDS[life.kind].severity === 'high';
  const isAnswered = life.acknowledged !== null || life.resolved !== null || life.clearedAt !== null;
  return isUrgent && !isAnswered && !isShelved(life, now);
}
