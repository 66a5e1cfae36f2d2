import Type from 'typebox';
import { CompoundIdSchema, InstantSchema, JournalIdSchema } from '#core/wire/parts.js';

const days = (what: string) =>
  Type.Union([Type.Integer({ minimum: 1, maximum: 3_650 }), Type.Null()], {
    description: `days after which ${what}; null: never`,
  });

export const RetentionRulesSchema = Type.Object({
  temperatureDays: days('what was measured is erased, with the trace that tells it'),
  entryDays: days('an entry no longer tells who came'),
  alarmDays: days('an alarm no longer tells whose it was'),
  quarantineDays: days('messages set aside are deleted'),
  contactDays: days(
    'the phone, notes and identity number of a resident are erased, counted from when they were last written or imported',
  ),
});
/** How long a compound keeps personal data. Counts, verdicts and chains stay for ever. */
export type RetentionRules = Type.Static<typeof RetentionRulesSchema>;

/** A compound that has said nothing else. */
export const DEFAULT_RETENTION: RetentionRules = {
  temperatureDays: 30,
  entryDays: 365,
  alarmDays: 365,
  quarantineDays: 30,
  contactDays: 365,
};

export const EndOfEpidemicRequestSchema = Type.Object({
  compounds: Type.Array(CompoundIdSchema, { minItems: 1, maxItems: 1_000, uniqueItems: true }),
  confirm: Type.String({
    maxLength: 2_000,
    description: 'the ids of the compounds again, joined by commas: what is erased can not be brought back',
  }),
});
export type EndOfEpidemicRequest = Type.Static<typeof EndOfEpidemicRequestSchema>;

const count = Type.Integer({ minimum: 0 });

export const CompoundEndSchema = Type.Object({
  compound: CompoundIdSchema,
  timezone: Type.String(),
  households: count,
  residents: count,
  passes: count,
  alarms: count,
  entries: count,
  days: Type.Array(
    Type.Object({ day: Type.String({ description: 'local date' }), verdict: Type.String(), entries: count }),
  ),
  heads: Type.Array(Type.Object({ journal: JournalIdSchema, entries: count, hash: Type.String() })),
});
/** What there was in a compound before its personal data was erased: numbers alone. */
export type CompoundEnd = Type.Static<typeof CompoundEndSchema>;

export const EndReportSchema = Type.Object({
  kind: Type.Literal('gatehouse-end-of-epidemic'),
  erasedAt: InstantSchema,
  erasedBy: Type.String(),
  compounds: Type.Array(CompoundEndSchema),
  replacedDeleted: Type.Integer({ minimum: 0, description: 'older ledgers that a restore had put aside' }),
});
/** The report of an end of epidemic. */
export type EndReport = Type.Static<typeof EndReportSchema>;

export const SignedReportSchema = Type.Object({
  report: EndReportSchema,
  signature: Type.String({
    description: 'Ed25519 over the canonical JSON (RFC 8785) of the report, base64url',
  }),
  key: Type.Record(Type.String(), Type.String(), { description: 'public key as JWK (RFC 8037)' }),
});
/** A report that anyone can check with the public key in it, and with the one of the passes. */
export type SignedReport = Type.Static<typeof SignedReportSchema>;
