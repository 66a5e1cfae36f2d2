import type { Alarm } from '#core/api/alarms.js';
import type { EntryRecord } from '#core/api/entries.js';
import type { GateState } from '#core/api/gates.js';
import type { Household } from '#core/api/register.js';
import { compoundId, gateId, householdId, journalId, laneId, passId } from '#core/units/ids.js';

/** 2026-01-05 09:00 in Shanghai, where the manual clock starts. */
export const FIXTURE_TIME = Date.UTC(2026, 0, 5, 1, 0, 0);
export const FIXTURE_JOURNAL = journalId('0b6f3c1e-5d0a-4a53-9a64-3f2f5e5d9a10');

/** A gate that is online and has seen nobody yet. */
export function gateState(changes: Partial<GateState> = {}): GateState {
  return {
    id: gateId('east'),
    compound: compoundId('sunny'),
    timezone: 'Asia/Shanghai',
    name: '东门',
    policy: { version: 1, level: 'controlled' },
    state: 'online',
    lastHeardAt: FIXTURE_TIME,
    today: { out: 0, in: 0, verdicts: { allow: 0, deny: 0, retake: 0, fever: 0, fault: 0 } },
    quarantined: 0,
    health: null,
    ...changes,
  };
}

/** A household's purchase outing that was allowed by the service. */
export function entryRecord(changes: Partial<EntryRecord> = {}): EntryRecord {
  return {
    id: 1,
    gate: gateId('east'),
    compound: compoundId('sunny'),
    journal: FIXTURE_JOURNAL,
    seq: 1,
    at: FIXTURE_TIME,
    receivedAt: FIXTURE_TIME,
    lane: laneId('a'),
    direction: 'out',
    purpose: null,
    credentialKind: 'qr',
    bodyC: 36.5,
    verdict: 'allow',
    reason: 'ok',
    nextAt: null,
    household: householdId('3-2-501'),
    pass: passId('p-7f3k2'),
    decidedBy: 'service',
    decidedAt: FIXTURE_TIME,
    conflict: false,
    ...changes,
  };
}

/** The life of an alarm that nobody has seen yet. */
export const UNANSWERED = {
  knownAt: FIXTURE_TIME,
  times: 1,
  acknowledged: null,
  owned: null,
  resolved: null,
  shelved: null,
  clearedAt: null,
  escalated: 0,
  fever: null,
} as const;

export function alarm(changes: Partial<Alarm> = {}): Alarm {
  return {
    id: 1,
    kind: 'fever-suspected',
    severity: 'medium',
    state: 'new',
    compound: compoundId('sunny'),
    gate: gateId('east'),
    household: householdId('3-2-501'),
    journal: FIXTURE_JOURNAL,
    seq: 1,
    raisedAt: FIXTURE_TIME,
    ...UNANSWERED,
    ...changes,
  };
}

export function household(changes: Partial<Household> = {}): Household {
  return {
    id: householdId('3-2-501'),
    compound: compoundId('sunny'),
    residents: [{ id: 'r1', name: '李梅' }],
    passes: [],
    outings: [],
    nextOutingAt: null,
    feverAlarm: null,
    ...changes,
  };
}
