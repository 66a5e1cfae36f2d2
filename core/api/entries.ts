import Type from 'typebox';
import { EntrySchema } from '#core/wire/entry.js';
import {
  CompoundIdSchema,
  DirectionSchema,
  GateIdSchema,
  HouseholdIdSchema,
  InstantSchema,
  JournalIdSchema,
  LaneIdSchema,
  PassIdSchema,
  ReasonSchema,
  SeqSchema,
  VerdictSchema,
} from '#core/wire/parts.js';
import { AmendmentRecordSchema, EntryStandingSchema } from './amendments.js';
import { PagingSchema } from './paging.js';

export const EntryRecordSchema = Type.Object({
  id: Type.Integer({ minimum: 1, description: 'order of arrival in the ledger' }),
  gate: GateIdSchema,
  compound: CompoundIdSchema,
  journal: JournalIdSchema,
  seq: SeqSchema,
  at: InstantSchema,
  receivedAt: InstantSchema,
  lane: Type.Union([LaneIdSchema, Type.Null()], { description: 'null: erased' }),
  direction: DirectionSchema,
  purpose: Type.Union([Type.Literal('emergency'), Type.Null()]),
  credentialKind: Type.Union([Type.Enum(['qr', 'card', 'code', 'flat', 'none']), Type.Null()], {
    description: 'null: erased',
  }),
  bodyC: Type.Union([Type.Number(), Type.Null()]),
  verdict: VerdictSchema,
  reason: ReasonSchema,
  nextAt: Type.Union([InstantSchema, Type.Null()]),
  household: Type.Union([HouseholdIdSchema, Type.Null()]),
  pass: Type.Union([PassIdSchema, Type.Null()]),
  decidedBy: Type.Enum(['service', 'gate']),
  decidedAt: InstantSchema,
  conflict: Type.Boolean(),
});
/** One row of the ledger as lists and the live feed show it. */
export type EntryRecord = Type.Static<typeof EntryRecordSchema>;

export const TraceLineSchema = Type.Object({
  rule: Type.String(),
  value: Type.String({ description: 'what the rule saw' }),
  zh: Type.String({ description: 'the same in Chinese' }),
  result: Type.Enum(['passed', 'decided']),
});

export const EntryDetailSchema = Type.Object({
  record: EntryRecordSchema,
  entry: Type.Union([EntrySchema, Type.Null()], { description: 'null: erased' }),
  trace: Type.Array(TraceLineSchema),
  policyVersion: Type.Integer({ minimum: 0 }),
  standing: EntryStandingSchema,
  amendments: Type.Array(AmendmentRecordSchema),
});
/** One entry with everything that answers "why?". */
export type EntryDetail = Type.Static<typeof EntryDetailSchema>;

export const EntryQuerySchema = Type.Object({
  ...PagingSchema.properties,
  gate: Type.Optional(GateIdSchema),
  household: Type.Optional(HouseholdIdSchema),
  verdict: Type.Optional(VerdictSchema),
  from: Type.Optional(InstantSchema),
  to: Type.Optional(InstantSchema),
});
/** Filters of the ledger; newest first, `after` goes on towards older entries. */
export type EntryQuery = Type.Static<typeof EntryQuerySchema>;
