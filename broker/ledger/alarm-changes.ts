import type { Alarm } from '#core/api/alarms.js';
import type { EntryRecord } from '#core/api/entries.js';
import type { AlarmKind, Effect } from '#core/rules/rule.js';
import type { AlarmChange } from './ledger-store.js';

const SEVERITY: Readonly<Record<AlarmKind, Alarm['severity']>> = {
  emergency: 'high',
  'fever-confirmed': 'high',
  'isolation-breach': 'high',
  'fever-suspected': 'medium',
};

/** The alarms that effects raise and settle. A confirmed fever takes the place of its suspicion. */
export function alarmChanges(effects: readonly Effect[], record: EntryRecord): readonly AlarmChange[] {
  return effects.flatMap((effect): readonly AlarmChange[] => {
    if (effect.kind === 'clear-suspicion') return settled(record);
    if (effect.kind !== 'alarm') return [];
    const raised = raise(effect.alarm, record);
    return effect.alarm === 'fever-confirmed' ? [...settled(record), raised] : [raised];
  });
}

function settled({ compound, pass }: EntryRecord): readonly AlarmChange[] {
  return pass === null ? [] : [{ kind: 'settle-suspicion', compound, pass }];
}

function raise(kind: AlarmKind, record: EntryRecord): AlarmChange {
  const { compound, gate, household, pass, journal, seq, at } = record;
  const alarm = { kind, severity: SEVERITY[kind], state: 'new', compound, gate, household } as const;
  return { kind: 'raise', pass, alarm: { ...alarm, journal, seq, raisedAt: at } };
}
