import Type from 'typebox';
import { ALARM_KINDS, type RaisedAlarmKind } from '#core/alarms/alarm-kinds.js';
import {
  ALARM_OUTCOMES,
  SHELVING_REASONS,
  type AlarmOutcome,
  type ShelvingReason,
} from '#core/alarms/alarm-outcomes.js';
import type { Instant } from '#core/units/instant.js';
import {
  CompoundIdSchema,
  GateIdSchema,
  HouseholdIdSchema,
  InstantSchema,
  JournalIdSchema,
  SeqSchema,
} from '#core/wire/parts.js';
import { ReadingSchema } from '#core/wire/entry.js';

const KINDS = Object.keys(ALARM_KINDS) as RaisedAlarmKind[];
export const OUTCOMES = Object.keys(ALARM_OUTCOMES) as AlarmOutcome[];
export const SHELVINGS = Object.keys(SHELVING_REASONS) as ShelvingReason[];

const mark = { by: Type.String(), at: InstantSchema };
const { bodyC, site, method, device, at } = ReadingSchema.properties;

export const FeverCaseSchema = Type.Object({
  phase: Type.Enum(['suspected', 'confirmed', 'cleared']),
  openedAt: InstantSchema,
  readings: Type.Array(Type.Object({ bodyC, site, method, device, at })),
});

export const AlarmSchema = Type.Object({
  id: Type.Integer({ minimum: 1 }),
  kind: Type.Enum(KINDS),
  severity: Type.Enum(['high', 'medium', 'low']),
  state: Type.Enum(['new', 'acknowledged', 'owned', 'resolved', 'cleared'], {
    description: 'cleared: it went back to normal by itself, and is open until somebody has read that',
  }),
  compound: CompoundIdSchema,
  gate: GateIdSchema,
  household: Type.Union([HouseholdIdSchema, Type.Null()]),
  journal: JournalIdSchema,
  seq: SeqSchema,
  raisedAt: InstantSchema,
  knownAt: Type.Integer({
    minimum: 0,
    description: 'when people could first see it; escalation counts from here',
  }),
  times: Type.Integer({ minimum: 1 }),
  acknowledged: Type.Union([Type.Object(mark), Type.Null()]),
  owned: Type.Union([Type.Object(mark), Type.Null()]),
  resolved: Type.Union([
    Type.Object({ ...mark, outcome: Type.Enum(OUTCOMES), note: Type.String() }),
    Type.Null(),
  ]),
  shelved: Type.Union([
    Type.Object({ ...mark, reason: Type.Enum(SHELVINGS), until: InstantSchema }),
    Type.Null(),
  ]),
  clearedAt: Type.Union([InstantSchema, Type.Null()]),
  escalated: Type.Integer({ minimum: 0, description: '1: all controllers were told, 2: the channel too' }),
  fever: Type.Union([FeverCaseSchema, Type.Null()]),
});
/** Something that needs a human answer. */
export type Alarm = Type.Static<typeof AlarmSchema>;

const Note = Type.String({ maxLength: 200, description: 'more about it, without names' });

export const ResolveSchema = Type.Object({ outcome: Type.Enum(OUTCOMES), note: Type.Optional(Note) });
export const ShelveSchema = Type.Object({
  reason: Type.Enum(SHELVINGS),
  minutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 480 })),
  until: Type.Optional(Type.Integer({ minimum: 0, description: 'instead of minutes; 8 hours at most' })),
});

/** What a person does to an alarm. */
export type AlarmOrder =
  | { readonly kind: 'acknowledge' }
  | { readonly kind: 'own' }
  | { readonly kind: 'resolve'; readonly outcome: AlarmOutcome; readonly note: string }
  /** Until an instant, or for minutes from now on. */
  | {
      readonly kind: 'shelve';
      readonly reason: ShelvingReason;
      readonly until?: Instant;
      readonly minutes?: number;
    }
  | { readonly kind: 'unshelve' };

export const AlarmEventSchema = Type.Object({
  at: InstantSchema,
  by: Type.Union([Type.String(), Type.Null()], { description: 'null: it happened by itself' }),
  action: Type.Enum(['acknowledge', 'own', 'resolve', 'shelve', 'unshelve', 'clear', 'escalate']),
  detail: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
});
/** One step in the life of an alarm; never changed. */
export type AlarmEvent = Type.Static<typeof AlarmEventSchema>;

/** Alarms, and what people do about them. */
export interface Alarms {
  /** Those that wait for a person first, in each group the newest first. */
  list(): Promise<readonly Alarm[]>;
  /** Its life, oldest first. @throws GateError `not-found` */
  events(id: number): Promise<readonly AlarmEvent[]>;
  /** Doing again what is done changes nothing. @throws GateError `not-found`, `alarm-refused` */
  act(id: number, order: AlarmOrder, user: string): Promise<Alarm>;
}
