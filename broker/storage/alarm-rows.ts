import type { Alarm } from '#core/api/alarms.js';
import { alarmState, type AlarmLife, type Mark } from '#core/alarms/alarm-life.js';
import { nextEscalationAt } from '#core/alarms/escalation.js';
import type { FeverCase } from '#core/alarms/fever-case.js';
import type { Instant } from '#core/units/instant.js';
import type { Selectable } from 'kysely';
import type { AlarmRow } from './alarm-schema.js';

export type StoredAlarm = Selectable<AlarmRow>;

/** The life of an alarm as its row tells it. */
export function lifeOfRow(row: StoredAlarm): AlarmLife {
  const resolved = markOf(row.resolved_by, row.resolved_at);
  const shelved = markOf(row.shelved_by, row.shelved_at);
  return {
    kind: row.kind,
    knownAt: row.known_at,
    times: row.times,
    acknowledged: markOf(row.acknowledged_by, row.acknowledged_at),
    owned: markOf(row.owned_by, row.owned_at),
    resolved: resolved && { ...resolved, outcome: row.outcome ?? 'other', note: row.note },
    shelved: shelved && {
      ...shelved,
      reason: row.shelved_reason ?? 'other',
      until: row.shelved_until ?? shelved.at,
    },
    clearedAt: row.cleared_at,
    escalated: row.escalated,
  };
}

type LifeColumn =
  | 'state'
  | 'known_at'
  | 'times'
  | `${'acknowledged' | 'owned' | 'resolved' | 'shelved'}_${'by' | 'at'}`
  | 'outcome'
  | 'note'
  | 'shelved_reason'
  | 'shelved_until'
  | 'cleared_at'
  | 'escalated'
  | 'escalate_at';

/** The columns that tell a life. */
export function columnsOfLife(life: AlarmLife, now: Instant): Pick<StoredAlarm, LifeColumn> {
  const { acknowledged, owned, resolved, shelved } = life;
  return {
    state: stateOf(life),
    known_at: life.knownAt,
    times: life.times,
    acknowledged_by: byOf(acknowledged),
    acknowledged_at: atOf(acknowledged),
    owned_by: byOf(owned),
    owned_at: atOf(owned),
    resolved_by: byOf(resolved),
    resolved_at: atOf(resolved),
    outcome: resolved?.outcome ?? null,
    note: resolved?.note ?? '',
    shelved_by: byOf(shelved),
    shelved_at: atOf(shelved),
    shelved_reason: shelved?.reason ?? null,
    shelved_until: shelved?.until ?? null,
    cleared_at: life.clearedAt,
    escalated: life.escalated,
    escalate_at: nextEscalationAt(life, now),
  };
}

function byOf(mark: Mark | null): string | null {
  return mark?.by ?? null;
}

function atOf(mark: Mark | null): Instant | null {
  return mark?.at ?? null;
}

/** An alarm as lists and the live feed show it. */
export function alarmOfRow(row: StoredAlarm): Alarm {
  const { id, kind, severity, compound, gate, household, journal, seq, raised_at: raisedAt } = row;
  const life = lifeOfRow(row);
  const what = { id, kind, severity, compound, gate, household, journal, seq, raisedAt };
  return { ...what, ...life, state: stateOf(life), fever: feverOf(row) };
}

/** The case of a fever; null when it is none, or erased. */
export function caseOfRow({ fever }: Pick<StoredAlarm, 'fever'>): FeverCase | null {
  return fever === null ? null : (JSON.parse(fever) as FeverCase);
}

function feverOf(row: StoredAlarm): Alarm['fever'] {
  const fever = caseOfRow(row);
  return fever && { phase: fever.phase, openedAt: fever.openedAt, readings: [...fever.readings] };
}

function stateOf(life: AlarmLife): Alarm['state'] {
  return life.clearedAt !== null && life.resolved === null ? 'cleared' : alarmState(life);
}

function markOf(by: string | null, at: Instant | null): Mark | null {
  return by === null || at === null ? null : { by, at };
}
