import type { Alarm } from '#core/api/alarms.js';
import type { EntryRecord } from '#core/api/entries.js';
import type { GateState } from '#core/api/gates.js';
import { REASONS, type Reason } from '#core/rules/reasons.js';
import { compoundId, gateId, householdId, journalId, laneId, passId } from '#core/units/ids.js';
import { UNANSWERED } from './central-fixtures.js';
import { DAY, HOUR, MINUTE, SECOND, type Instant } from '#core/units/instant.js';
import type { DeviceHealth } from '#core/wire/health.js';

/** Made-up but believable answers of the service, for tests of pages. */
export const JOURNAL = journalId('0b6f3c1e-5d0a-4a53-9a64-3f2f5e5d9a10');
export const COMPOUND = compoundId('lakeside');

export function entryRecord(id: number, at: Instant, changes: Partial<EntryRecord> = {}): EntryRecord {
  return {
    id,
    gate: gateId('east'),
    compound: COMPOUND,
    journal: JOURNAL,
    seq: id,
    at,
    receivedAt: at + 40,
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
    decidedAt: at + 12,
    conflict: false,
    ...changes,
  };
}

/** An entry with the verdict that belongs to its reason. */
export function entryFor(id: number, at: Instant, reason: Reason): EntryRecord {
  return entryRecord(id, at, { reason, verdict: REASONS[reason].verdict });
}

export function alarm(id: number, raisedAt: Instant, changes: Partial<Alarm> = {}): Alarm {
  return {
    id,
    kind: 'fever-suspected',
    severity: 'medium',
    state: 'new',
    compound: COMPOUND,
    gate: gateId('east'),
    household: householdId('5-1-302'),
    journal: JOURNAL,
    seq: id,
    raisedAt,
    ...UNANSWERED,
    knownAt: raisedAt,
    acknowledged: changes.state === 'acknowledged' ? { by: 'li', at: raisedAt } : null,
    ...changes,
  };
}

export function device(changes: Partial<DeviceHealth> = {}): DeviceHealth {
  return {
    lane: laneId('a'),
    role: 'thermometer',
    driver: 'gy-mcu9061x',
    path: '/dev/serial/by-id/usb-made-up-0001',
    state: 'up',
    problem: null,
    frames: 18_204,
    badChecks: 2,
    skippedBytes: 31,
    timeouts: 0,
    reopens: 1,
    lastFrameAt: null,
    ...changes,
  };
}

export function gateState(id: string, at: Instant, changes: Partial<GateState> = {}): GateState {
  return {
    id: gateId(id),
    compound: COMPOUND,
    timezone: 'Asia/Shanghai',
    name: id,
    policy: { version: 1, level: 'controlled' },
    state: 'online',
    lastHeardAt: at,
    today: { out: 0, in: 0, verdicts: { allow: 0, deny: 0, retake: 0, fever: 0, fault: 0 } },
    quarantined: 0,
    health: {
      at,
      version: '0.1.0',
      clock: 'synced',
      backlog: 0,
      oldestPendingAt: null,
      bookVersion: 813,
      bookAgeMs: 4 * SECOND,
      cpuShare: 0.11,
      diskFreeBytes: 21e9,
      discardedInputs: 0,
      rejectedMessages: 0,
      devices: [device(), device({ role: 'reader', driver: 'line-reader' })],
    },
    ...changes,
  };
}

/** A compound in the middle of a busy morning, with one gate cut off. */
export function busyMorning(now: Instant): { gates: GateState[]; entries: EntryRecord[]; alarms: Alarm[] } {
  return { gates: morningGates(now), entries: morningEntries(now), alarms: morningAlarms(now) };
}

function morningGates(now: Instant): GateState[] {
  const north = gateState('north', now - 4 * MINUTE);
  const east = gateState('east', now - 3 * SECOND, {
    name: '东门 East',
    today: { out: 214, in: 187, verdicts: { allow: 401, deny: 23, retake: 11, fever: 1, fault: 2 } },
  });
  const south = gateState('south', now - SECOND, {
    name: '南门 South',
    today: { out: 96, in: 88, verdicts: { allow: 184, deny: 9, retake: 4, fever: 0, fault: 0 } },
    quarantined: 3,
  });
  const devices = [device(), device({ role: 'reader', state: 'silent' })];
  const southHealth = { ...gateState('south', now).health, backlog: 2, devices } as GateState['health'];
  const northHealth = {
    ...north.health,
    backlog: 17,
    clock: 'floor',
    devices: [device({ role: 'checkpoint', state: 'down', problem: 'no such device' })],
  } as GateState['health'];
  return [
    {
      ...north,
      name: '北门 North',
      state: 'offline',
      health: northHealth,
      today: { ...east.today, out: 41, in: 39 },
    },
    east,
    { ...south, health: southHealth },
    gateState('west', now, { name: '西门 West', state: 'never-seen', lastHeardAt: null, health: null }),
  ];
}

const MORNING: readonly Reason[] = [
  'ok',
  'returned',
  'ok',
  'quota-used',
  'fever-suspected',
  'fever-confirmed',
  'returned',
  'cannot-check',
  'pass-forged',
  'exempt',
  'reading-missing',
  'ok',
  'emergency',
  'not-out',
  'member-out',
];

const BODY: Partial<Record<Reason, number>> = { 'fever-confirmed': 38.2, 'fever-suspected': 37.8, ok: 36.4 };
const INWARD: readonly Reason[] = ['returned', 'not-out'];

function morningEntries(now: Instant): EntryRecord[] {
  return Array.from({ length: 60 }, (_, index) => morningEntry(now, index));
}

function morningEntry(now: Instant, index: number): EntryRecord {
  const reason = MORNING[index % MORNING.length] ?? 'ok';
  const at = now - (index * 17 + 2) * SECOND;
  const flat = `${(index % 9) + 1}-${(index % 3) + 1}-${501 + index}`;
  return {
    ...entryFor(6_000 - index, at, reason),
    gate: gateId(['east', 'south', 'north'][index % 3] ?? 'east'),
    direction: INWARD.includes(reason) ? 'in' : 'out',
    lane: laneId(index % 4 === 0 ? 'b' : 'a'),
    household: reason === 'pass-forged' ? null : householdId(flat),
    bodyC: BODY[reason] ?? null,
    nextAt: reason === 'quota-used' ? now - (now % DAY) + 64 * HOUR : null,
    purpose: reason === 'emergency' ? 'emergency' : null,
    ...sentLater(index, at),
  };
}

/** Some were decided by a gate that was cut off; one of them was out twice. */
function sentLater(index: number, at: Instant): Partial<EntryRecord> {
  if (index !== 9 && index !== 13) return {};
  return { decidedBy: 'gate', receivedAt: at + 6 * MINUTE, conflict: index === 13 };
}

function morningAlarms(now: Instant): Alarm[] {
  return [
    alarm(4, now - 90 * SECOND, {
      kind: 'fever-confirmed',
      severity: 'high',
      household: householdId('6-3-506'),
    }),
    alarm(3, now - 4 * MINUTE, { kind: 'emergency', severity: 'high', gate: gateId('north') }),
    alarm(2, now - 26 * MINUTE, { kind: 'fever-suspected', gate: gateId('south') }),
    alarm(1, now - 2 * HOUR, { kind: 'isolation-breach', state: 'acknowledged' }),
  ];
}
