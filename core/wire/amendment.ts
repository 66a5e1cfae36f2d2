import Type from 'typebox';
import { ReadingSchema } from './entry.js';
import { InstantSchema, JournalIdSchema, SeqSchema } from './parts.js';

export const OVERRIDE_REASONS = [
  'known-resident',
  'checked-by-hand',
  'device-fault',
  'hardship',
  'instructed',
  'other',
] as const;
/** Why a duty worker let somebody out against the verdict; six, one for each tile of the screen. */
export type OverrideReason = (typeof OVERRIDE_REASONS)[number];

export const AmendmentSchema = Type.Object(
  {
    journal: JournalIdSchema,
    seq: SeqSchema,
    at: InstantSchema,
    clock: Type.Enum(['synced', 'floor']),
    kind: Type.Enum(['override', 'void', 'measure', 'acknowledge'], {
      description:
        'override: let out against the verdict; void: did not happen; measure: taken by hand; acknowledge: fever or fault seen',
    }),
    entry: Type.Integer({ minimum: 1, description: 'seq of the entry it is about, in the same journal' }),
    worker: Type.String({
      pattern: '^[a-z0-9][a-z0-9-]{0,31}$',
      description: 'id of the duty worker, never a name',
    }),
    reason: Type.Optional(Type.Enum([...OVERRIDE_REASONS], { description: 'of kind override only' })),
    note: Type.String({ maxLength: 200, description: 'why, without personal data; may be empty' }),
    reading: Type.Union([ReadingSchema, Type.Null()], { description: 'of kind measure only' }),
  },
  { description: 'What a duty worker adds to an entry; never changes the entry itself.' },
);
/** What a duty worker adds to an entry. It has its own place in the journal and stays there until its receipt. */
export type Amendment = Type.Static<typeof AmendmentSchema>;
