import type { RaisedAlarmKind } from '#core/alarms/alarm-kinds.js';
import type { AlarmOutcome, ShelvingReason } from '#core/alarms/alarm-outcomes.js';
import type { Alarm, AlarmEvent } from '#core/api/alarms.js';
import type { CompoundId, GateId, HouseholdId, JournalId, PassId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import type { Generated } from 'kysely';

export interface AlarmRow {
  readonly id: Generated<number>;
  readonly kind: RaisedAlarmKind;
  readonly severity: Alarm['severity'];
  /** Told by the columns of its life; kept for searching. */
  readonly state: Alarm['state'];
  readonly compound: CompoundId;
  readonly gate: GateId;
  readonly household: HouseholdId | null;
  readonly pass: PassId | null;
  readonly journal: JournalId;
  readonly seq: number;
  readonly raised_at: Instant;
  readonly known_at: Generated<Instant>;
  readonly times: Generated<number>;
  readonly acknowledged_by: string | null;
  readonly acknowledged_at: Instant | null;
  readonly owned_by: string | null;
  readonly owned_at: Instant | null;
  readonly resolved_by: string | null;
  readonly resolved_at: Instant | null;
  readonly outcome: AlarmOutcome | null;
  readonly note: Generated<string>;
  readonly shelved_by: string | null;
  readonly shelved_at: Instant | null;
  readonly shelved_reason: ShelvingReason | null;
  readonly shelved_until: Instant | null;
  readonly cleared_at: Instant | null;
  readonly escalated: Generated<number>;
  readonly escalate_at: Instant | null;
  /** The case of a fever as JSON. */
  readonly fever: string | null;
}

/** A step in the life of an alarm; never changed. */
export interface AlarmEventRow {
  readonly id: Generated<number>;
  readonly alarm: number;
  readonly at: Instant;
  /** Null: it happened by itself. */
  readonly author: string | null;
  readonly action: AlarmEvent['action'];
  /** JSON. */
  readonly detail: string;
}

/** The tables of alarms. */
export interface AlarmTables {
  readonly alarms: AlarmRow;
  readonly alarm_events: AlarmEventRow;
}
