import Type from 'typebox';
import {
  CelsiusSchema,
  DirectionSchema,
  InstantSchema,
  JournalIdSchema,
  LaneIdSchema,
  ReasonSchema,
  SeqSchema,
  SiteSchema,
  VerdictSchema,
} from './parts.js';

/** Longest text any supported reader may deliver: a signed QR is about 230 characters, the rest is head room. */
export const CREDENTIAL_MAX_LENGTH = 1024;

export const CredentialSchema = Type.Object({
  kind: Type.Enum(['qr', 'card', 'code', 'flat', 'none'], {
    description:
      'qr: text of a QR; card: hex of the full number; code: short printed code; flat: typed by the duty worker',
  }),
  value: Type.String({ maxLength: CREDENTIAL_MAX_LENGTH }),
});
/** What a person presents at a gate. */
export type Credential = Type.Static<typeof CredentialSchema>;

export const ReadingSchema = Type.Object({
  bodyC: CelsiusSchema,
  objectC: Type.Union([CelsiusSchema, Type.Null()], { description: 'raw value of the sensor' }),
  ambientC: Type.Union([CelsiusSchema, Type.Null()], { description: 'raw temperature of the sensor itself' }),
  correctionC: CelsiusSchema,
  site: SiteSchema,
  device: Type.String({ minLength: 1, maxLength: 64, pattern: '^[ -~]*$' }),
  method: Type.Enum(['infrared', 'contact', 'manual']),
  at: InstantSchema,
});
/** One temperature measurement; raw object, raw ambient and applied correction stay separate, nothing is clamped. */
export type Reading = Type.Static<typeof ReadingSchema>;

export const LocalDecisionSchema = Type.Object({
  verdict: VerdictSchema,
  reason: ReasonSchema,
  bookVersion: Type.Integer({ minimum: 0 }),
  decidedAt: InstantSchema,
});
/** What the gate has already decided and shown; the service records it and never rewrites it. */
export type LocalDecision = Type.Static<typeof LocalDecisionSchema>;

export const EMERGENCY_REASONS = ['illness', 'medicine', 'birth', 'fire', 'safety', 'other'] as const;

export const EntrySchema = Type.Object(
  {
    journal: JournalIdSchema,
    seq: SeqSchema,
    at: InstantSchema,
    clock: Type.Enum(['synced', 'floor'], { description: 'floor: the gate clock is not yet trusted' }),
    lane: LaneIdSchema,
    direction: DirectionSchema,
    purpose: Type.Union([Type.Literal('emergency'), Type.Null()]),
    emergency: Type.Optional(Type.Enum([...EMERGENCY_REASONS])),
    credential: CredentialSchema,
    reading: Type.Union([ReadingSchema, Type.Null()]),
    local: Type.Union([LocalDecisionSchema, Type.Null()]),
  },
  { description: 'One presentation at a gate, out or in. Identity: (journal, seq).' },
);
/** One presentation at a gate: the ledger's unit. Its identity is `(journal, seq)`. */
export type Entry = Type.Static<typeof EntrySchema>;
/** Why a duty worker opened the gate at once. */
export type EmergencyReason = (typeof EMERGENCY_REASONS)[number];
