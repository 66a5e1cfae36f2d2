import Type from 'typebox';
import {
  CompoundIdSchema,
  GateIdSchema,
  HouseholdIdSchema,
  InstantSchema,
  JournalIdSchema,
  SeqSchema,
} from '#core/wire/parts.js';

export const AlarmSchema = Type.Object({
  id: Type.Integer({ minimum: 1 }),
  kind: Type.Enum(['emergency', 'fever-suspected', 'fever-confirmed', 'isolation-breach']),
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
