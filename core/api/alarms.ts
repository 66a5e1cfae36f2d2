import Type from 'typebox';
import { ALARM_KINDS, type RaisedAlarmKind } from '#core/alarms/alarm-kinds.js';
import {
  CompoundIdSchema,
  GateIdSchema,
  HouseholdIdSchema,
  InstantSchema,
  JournalIdSchema,
  SeqSchema,
} from '#core/wire/parts.js';

const KINDS = Object.keys(ALARM_KINDS) as RaisedAlarmKind[];

export const AlarmSchema = Type.Object({
  id: Type.Integer({ minimum: 1 }),
  kind: Type.Enum(KINDS),
  severity: Type.Enum(['high', 'medium', 'low']),
  state: Type.Enum(['new', 'acknowledged', 'cleared']),
  compound: CompoundIdSchema,
  gate: GateIdSchema,
  household: Type.Union([HouseholdIdSchema, Type.Null()]),
  journal: JournalIdSchema,
  seq: SeqSchema,
  raisedAt: InstantSchema,
});
/** Something that needs a human answer. */
export type Alarm = Type.Static<typeof AlarmSchema>;
