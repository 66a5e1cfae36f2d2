import type { Alarm } from '#core/api/alarms.js';
import type { EntryRecord } from '#core/api/entries.js';
import type { GateState } from '#core/api/gates.js';
import type { Heartbeat } from '#core/api/live.js';
import type { Instant } from '#core/units/instant.js';
import type { StreamEvent } from './event-stream.js';

/** What one event of the stream means to the page. */
export type LiveNews =
  | { readonly kind: 'entry'; readonly entry: EntryRecord; readonly replayed: boolean }
  | { readonly kind: 'alarm'; readonly alarm: Alarm }
  | { readonly kind: 'gate'; readonly gate: GateState };

export type ParsedEvent =
  | LiveNews
  | { readonly kind: 'heartbeat'; readonly at: Instant }
  | { readonly kind: 'resync' }
  | { readonly kind: 'unreadable' };

type Fields = Readonly<Record<string, unknown>>;

const UNREADABLE = { kind: 'unreadable' } as const;
const VERDICT_NAMES: readonly unknown[] = ['allow', 'deny', 'retake', 'fever', 'fault'];
const GATE_STATES: readonly unknown[] = ['online', 'offline', 'never-seen'];

/**
 * Reads one event. The service has already validated what it sends; this checks what the screen relies on, so that a
 * service of another version can not break the page: what does not fit is `unreadable`, counted and left out.
 */
export function parseLive(name: StreamEvent, data: string): ParsedEvent {
  if (name === 'resync') return { kind: 'resync' };
  const body = fieldsOf(data);
  if (body === null) return UNREADABLE;
  switch (name) {
    case 'heartbeat':
      return isHeartbeat(body) ? { kind: 'heartbeat', at: body.at } : UNREADABLE;
    case 'entry':
      return isEntryRecord(body['entry'])
        ? { kind: 'entry', entry: body['entry'], replayed: body['replayed'] === true }
        : UNREADABLE;
    case 'alarm':
      return isAlarm(body['alarm']) ? { kind: 'alarm', alarm: body['alarm'] } : UNREADABLE;
    case 'gate':
      return isGateState(body['gate']) ? { kind: 'gate', gate: body['gate'] } : UNREADABLE;
  }
}

export function isEntryRecord(value: unknown): value is EntryRecord {
  return (
    isFields(value) &&
    hasNumbers(value, ['id', 'at', 'receivedAt']) &&
    hasTexts(value, ['gate', 'journal', 'lane', 'reason']) &&
    ['bodyC', 'nextAt'].every((name) => value[name] === null || Number.isFinite(value[name])) &&
    (value['direction'] === 'out' || value['direction'] === 'in') &&
    VERDICT_NAMES.includes(value['verdict'])
  );
}

export function isAlarm(value: unknown): value is Alarm {
  return (
    isFields(value) &&
    hasNumbers(value, ['id', 'raisedAt', 'escalated']) &&
    hasTexts(value, ['kind', 'state', 'gate']) &&
    ['acknowledged', 'owned', 'resolved', 'shelved'].every(
      (name) => value[name] === null || isFields(value[name]),
    )
  );
}

export function isGateState(value: unknown): value is GateState {
  if (!isFields(value) || !hasTexts(value, ['id', 'compound', 'timezone', 'name'])) return false;
  const today = value['today'];
  if (!isFields(today) || !hasNumbers(today, ['out', 'in']) || !isFields(today['verdicts'])) return false;
  const health = value['health'];
  const known = health === null || (isFields(health) && Array.isArray(health['devices']));
  return known && GATE_STATES.includes(value['state']);
}

function isHeartbeat(value: Fields): value is Fields & Heartbeat {
  return hasNumbers(value, ['at']);
}

function fieldsOf(data: string): Fields | null {
  try {
    const value: unknown = JSON.parse(data);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasNumbers(value: Fields, names: readonly string[]): boolean {
  return names.every((name) => Number.isFinite(value[name]));
}

function hasTexts(value: Fields, names: readonly string[]): boolean {
  return names.every((name) => typeof value[name] === 'string');
}
