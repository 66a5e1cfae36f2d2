import Type from 'typebox';
import {
  ID_PATTERN,
  JOURNAL_ID_PATTERN,
  type CompoundId,
  type GateId,
  type HouseholdId,
  type JournalId,
  type LaneId,
  type PassId,
} from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';

/** Building blocks of the wire and HTTP schemas: one schema is the type, the validator and the documentation. */
const id = { pattern: ID_PATTERN, description: 'lower-case letters, digits and hyphens, 1 to 32' };

export const GateIdSchema = Type.Unsafe<GateId>(Type.String(id));
export const CompoundIdSchema = Type.Unsafe<CompoundId>(Type.String(id));
export const HouseholdIdSchema = Type.Unsafe<HouseholdId>(
  Type.String({ ...id, description: 'building-unit-room, such as 3-2-501' }),
);
export const PassIdSchema = Type.Unsafe<PassId>(Type.String(id));
export const LaneIdSchema = Type.Unsafe<LaneId>(Type.String(id));
export const JournalIdSchema = Type.Unsafe<JournalId>(
  Type.String({ pattern: JOURNAL_ID_PATTERN, description: "UUID minted with a gateway's journal file" }),
);

/** Largest instant that fits a JavaScript date, so that no message can name a time that cannot be shown. */
const LATEST_INSTANT = 8.64e15;

export const InstantSchema = Type.Unsafe<Instant>(
  Type.Integer({ minimum: 0, maximum: LATEST_INSTANT, description: 'milliseconds since 1970-01-01 UTC' }),
);

export const SeqSchema = Type.Integer({
  minimum: 1,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'counts 1, 2, 3 without gaps inside one journal',
});

/** Wide enough for any fault of a sensor, so that a wrong value is recorded and judged by the rules, not lost here. */
export const CelsiusSchema = Type.Number({ minimum: -300, maximum: 2000, description: 'degrees Celsius' });

export const DirectionSchema = Type.Enum(['out', 'in']);
export type Direction = Type.Static<typeof DirectionSchema>;

export const VerdictSchema = Type.Enum(['allow', 'deny', 'retake', 'fever', 'fault']);
export type Verdict = Type.Static<typeof VerdictSchema>;

export const SiteSchema = Type.Enum(['forehead', 'neck', 'wrist', 'ear', 'armpit']);
/** Where on the body the temperature was taken. */
export type Site = Type.Static<typeof SiteSchema>;

export const ReasonSchema = Type.String({
  pattern: '^[a-z][a-z-]{1,31}$',
  description: 'a code of docs/errors.md',
});
