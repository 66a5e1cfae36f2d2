import { GateError } from '#core/errors/gate-error.js';
import { HOUR, type Instant, type Milliseconds } from '#core/units/instant.js';
import type { RaisedAlarmKind } from './alarm-kinds.js';
import type { AlarmOutcome, ShelvingReason } from './alarm-outcomes.js';

/** Who did it, and when. */
export interface Mark {
  readonly by: string;
  readonly at: Instant;
}

export type AlarmState = 'new' | 'acknowledged' | 'owned' | 'resolved';

/** The life of one alarm; plain data. Each mark stays when the next is made. */
export interface AlarmLife {
  readonly kind: RaisedAlarmKind;
  /** When people could first see it; a replayed entry is older than its alarm. Escalation counts from here. */
  readonly knownAt: Instant;
  /** How often it came while it was open: a source that chatters is one row with a number. */
  readonly times: number;
  readonly acknowledged: Mark | null;
  readonly owned: Mark | null;
  readonly resolved: (Mark & { readonly outcome: AlarmOutcome; readonly note: string }) | null;
  /** Put aside until a time; still counted where everybody sees it. */
  readonly shelved: (Mark & { readonly reason: ShelvingReason; readonly until: Instant }) | null;
  /** When it went back to normal by itself; it is open until somebody has read that. */
  readonly clearedAt: Instant | null;
  /** How many steps of the escalation are done. */
  readonly escalated: number;
}

export type AlarmAction =
  | ({ readonly kind: 'acknowledge' } & Mark)
  /** By another owner: takes over. */
  | ({ readonly kind: 'own' } & Mark)
  | ({ readonly kind: 'resolve'; readonly outcome: AlarmOutcome; readonly note: string } & Mark)
  | ({ readonly kind: 'shelve'; readonly reason: ShelvingReason; readonly until: Instant } & Mark)
  | ({ readonly kind: 'unshelve' } & Mark)
  /** It went back to normal by itself. */
  | { readonly kind: 'clear'; readonly at: Instant }
  /** It came again. */
  | { readonly kind: 'recur'; readonly at: Instant }
  | { readonly kind: 'escalate'; readonly at: Instant };

export const LONGEST_SHELVING: Milliseconds = 8 * HOUR;

export function newAlarm(kind: RaisedAlarmKind, knownAt: Instant): AlarmLife {
  return {
    kind,
    knownAt,
    times: 1,
    acknowledged: null,
    owned: null,
    resolved: null,
    shelved: null,
    clearedAt: null,
    escalated: 0,
  };
}

export function alarmState(life: AlarmLife): AlarmState {
  if (life.resolved !== null) return 'resolved';
  if (life.owned !== null) return 'owned';
  return life.acknowledged === null ? 'new' : 'acknowledged';
}

/** Whether it waits for a person: not resolved, and not both back to normal and read. */
export function isOpen(life: AlarmLife): boolean {
  return life.resolved === null && (life.clearedAt === null || life.acknowledged === null);
}

/** Whether it is put aside at the moment. */
export function isShelved(life: AlarmLife, now: Instant): boolean {
  return life.resolved === null && life.shelved !== null && now < life.shelved.until;
}

/**
 * The next state. A later step makes the marks of the earlier ones by the same person, so that nobody has to press three
 * keys; a step that is done already changes nothing, so that a double click or two people at once do no harm.
 * @throws GateError `alarm-refused` for anything after it is resolved, and for putting aside too long or into the past.
 */
export function stepAlarm(life: AlarmLife, action: AlarmAction): AlarmLife {
  if (life.resolved !== null) return afterResolved(life, action);
  switch (action.kind) {
    case 'acknowledge':
      return read(life, action);
    case 'own':
      return takenOver(life, action);
    case 'resolve':
      return resolved(life, action);
    case 'shelve':
      return shelved(life, action);
    case 'unshelve':
      return { ...life, shelved: null };
    case 'clear':
      return { ...life, clearedAt: life.clearedAt ?? action.at };
    case 'recur':
      return recurred(life, action.at);
    case 'escalate':
      return { ...life, escalated: life.escalated + 1 };
  }
}

/** What happens by itself may come late; what a person does is told that another was first. */
function afterResolved(life: AlarmLife, { kind }: AlarmAction): AlarmLife {
  if (kind === 'clear' || kind === 'escalate') return life;
  const by = life.resolved?.by ?? '';
  throw new GateError('alarm-refused', { action: kind, problem: `${by} has resolved it already` });
}

function takenOver(life: AlarmLife, action: Mark): AlarmLife {
  return life.owned?.by === action.by ? life : { ...read(life, action), owned: markOf(action) };
}

function resolved(life: AlarmLife, action: Extract<AlarmAction, { kind: 'resolve' }>): AlarmLife {
  const mark = markOf(action);
  return {
    ...read(life, mark),
    owned: life.owned ?? mark,
    resolved: { ...mark, outcome: action.outcome, note: action.note },
    shelved: null,
  };
}

function shelved(life: AlarmLife, action: Extract<AlarmAction, { kind: 'shelve' }>): AlarmLife {
  const { at, until, reason } = action;
  if (until <= at || until - at > LONGEST_SHELVING) {
    const problem = 'choose an end that lies ahead, 8 hours at most';
    throw new GateError('alarm-refused', { action: action.kind, problem });
  }
  return { ...read(life, action), shelved: { ...markOf(action), reason, until } };
}

/** Back after it had gone: it is to be read anew. One that never went is counted only. */
function recurred(life: AlarmLife, at: Instant): AlarmLife {
  const times = life.times + 1;
  if (life.clearedAt === null) return { ...life, times };
  return { ...life, times, clearedAt: null, acknowledged: null, owned: null, knownAt: at, escalated: 0 };
}

/** Acknowledged, if it was not yet: the first mark stays. */
function read(life: AlarmLife, action: Mark): AlarmLife {
  return { ...life, acknowledged: life.acknowledged ?? markOf(action) };
}

function markOf({ by, at }: Mark): Mark {
  return { by, at };
}
