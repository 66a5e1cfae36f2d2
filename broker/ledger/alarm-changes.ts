import { ALARM_KINDS, type RaisedAlarmKind } from '#core/alarms/alarm-kinds.js';
import type { CaseEvent } from '#core/alarms/fever-case.js';
import type { EntryRecord } from '#core/api/entries.js';
import type { Effect } from '#core/rules/rule.js';
import type { Instant } from '#core/units/instant.js';
import type { Reading } from '#core/wire/entry.js';
import type { AlarmChange } from './ledger-store.js';

/** What an alarm tells beyond the record of its entry. */
interface Seen {
  readonly reading?: Reading | null;
  /** When people can first see it; an entry that was kept by its gate is older. */
  readonly knownAt?: Instant;
}

/** Whether an effect raises or settles an alarm. Most entries have none that does. */
export function concernsAlarms({ kind }: Effect): boolean {
  return kind === 'alarm' || kind === 'clear-suspicion';
}

/** The alarms that effects raise and settle. A confirmed fever takes the place of its suspicion. */
export function alarmChanges(
  effects: readonly Effect[],
  record: EntryRecord,
  seen: Seen = {},
): readonly AlarmChange[] {
  const { reading = null, knownAt = Math.max(record.receivedAt, record.at) } = seen;
  const { pass, household, at } = record;
  const event = pass === null ? null : { pass, household, at, reading, effects };
  return effects.flatMap((effect): readonly AlarmChange[] => {
    if (effect.kind === 'clear-suspicion') return settled(record, event);
    if (effect.kind !== 'alarm') return [];
    const isFever = effect.alarm === 'fever-confirmed' || effect.alarm === 'fever-suspected';
    const raised = raisedAlarm(effect.alarm, record, { knownAt, event: isFever ? event : null });
    return effect.alarm === 'fever-confirmed' ? [...settled(record, event), raised] : [raised];
  });
}

/** Two gates that could not ask have let the same household out. */
export function conflictAlarm(record: EntryRecord, knownAt: Instant): readonly AlarmChange[] {
  return record.conflict ? [raisedAlarm('double-outing', record, { knownAt, event: null })] : [];
}

function settled({ compound, pass }: EntryRecord, event: CaseEvent | null): readonly AlarmChange[] {
  return pass === null || event === null ? [] : [{ kind: 'settle-suspicion', compound, pass, event }];
}

function raisedAlarm(
  kind: RaisedAlarmKind,
  record: EntryRecord,
  { knownAt, event }: { readonly knownAt: Instant; readonly event: CaseEvent | null },
): AlarmChange {
  const { compound, gate, household, pass, journal, seq, at: raisedAt } = record;
  const { severity } = ALARM_KINDS[kind];
  const alarm = { kind, severity, compound, gate, household, journal, seq, raisedAt };
  return { kind: 'raise', pass, alarm, knownAt, event };
}
