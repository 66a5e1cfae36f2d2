import Type from 'typebox';
import { GateIdSchema, InstantSchema, JournalIdSchema } from '#core/wire/parts.js';

const count = Type.Integer({ minimum: 0 });

export const JournalHeadSchema = Type.Object({
  journal: JournalIdSchema,
  gate: GateIdSchema,
  entries: count,
  topSeq: count,
  hash: Type.String({
    description: 'SHA-256 in base64url: no entry of the journal can be changed without changing it',
  }),
});
/** Where the hash chain of a journal stands. */
export type JournalHead = Type.Static<typeof JournalHeadSchema>;

export const BackupManifestSchema = Type.Object({
  schemaVersion: Type.Integer({ minimum: 1 }),
  takenAt: InstantSchema,
  /** Rows of each table. */
  rows: Type.Record(Type.String(), count),
  /** Id of the last entry; 0 when there is none. */
  lastEntry: count,
  heads: Type.Array(JournalHeadSchema),
});
/** What a backup says of itself. */
export type BackupManifest = Type.Static<typeof BackupManifestSchema>;
