import Type from 'typebox';
import { CORRECTIONS } from '#core/amend/rule-amendment.js';
import { OVERRIDE_REASONS } from '#core/wire/amendment.js';
import { ReadingSchema } from '#core/wire/entry.js';
import {
  CompoundIdSchema,
  GateIdSchema,
  HouseholdIdSchema,
  InstantSchema,
  JournalIdSchema,
  ReasonSchema,
  SeqSchema,
  VerdictSchema,
} from '#core/wire/parts.js';

const orNull = <T extends Type.TSchema>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description });

export const AmendmentRecordSchema = Type.Object({
  id: Type.Integer({ minimum: 1, description: 'order of arrival in the ledger, counted with the entries' }),
  gate: GateIdSchema,
  compound: CompoundIdSchema,
  journal: JournalIdSchema,
  seq: orNull(SeqSchema, 'its own place in the journal; null: made at the centre'),
  entry: Type.Integer({ minimum: 1, description: 'seq of the entry it is about, in the same journal' }),
  at: InstantSchema,
  receivedAt: InstantSchema,
  kind: Type.Enum(['override', 'void', 'measure', 'acknowledge', 'came-home', 'count', 'uncount']),
  by: Type.Enum(['worker', 'controller']),
  author: orNull(Type.String(), 'id of the duty worker, or user name of the controller; null: erased'),
  reason: orNull(Type.Enum([...OVERRIDE_REASONS]), 'of an override'),
  note: orNull(Type.String(), 'why; null: erased'),
  reading: orNull(ReadingSchema, 'taken by hand; null: none, or erased'),
  verdict: orNull(VerdictSchema, 'what the temperature taken by hand has decided'),
  verdictReason: orNull(ReasonSchema, 'the reason of that verdict'),
  changes: Type.Enum(['none', 'void', 'count', 'add'], {
    description: 'what it does to the history of the household: see docs/decisions/0022-amendments.md',
  }),
  noEffect: orNull(Type.Object({ zh: Type.String(), en: Type.String() }), 'why it changes nothing'),
  household: orNull(HouseholdIdSchema, 'of the entry; null: nobody known, or erased'),
});
/** Something that was added to an entry; the entry itself is never changed. */
export type AmendmentRecord = Type.Static<typeof AmendmentRecordSchema>;

export const EntryStandingSchema = Type.Enum(['as-decided', 'amended', 'void'], {
  description: 'how the entry stands after its amendments',
});

export const NewAmendmentSchema = Type.Object({
  kind: Type.Enum([...CORRECTIONS], {
    description:
      'void: did not happen; override: was let through; came-home: the return no gate saw; count, uncount: for the quota',
  }),
  reason: Type.Optional(Type.Enum([...OVERRIDE_REASONS], { description: 'of an override' })),
  note: Type.String({ minLength: 1, maxLength: 200, description: 'why; without personal data' }),
});
/** A late correction by a controller. */
export type NewAmendment = Type.Static<typeof NewAmendmentSchema>;
