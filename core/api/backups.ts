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
/** What a backup says of itself; it stands in the backup, too. */
export type BackupManifest = Type.Static<typeof BackupManifestSchema>;

/** Names a backup in the folder of backups: no path can be made of it. */
export const BACKUP_NAME_PATTERN = '^[0-9]{8}T[0-9]{6}Z(-[0-9]{1,3})?$';
export const BackupNameSchema = Type.String({ pattern: BACKUP_NAME_PATTERN });

export const BackupSchema = Type.Object({
  name: BackupNameSchema,
  state: Type.Enum(['running', 'done', 'failed']),
  startedAt: InstantSchema,
  bytes: Type.Union([count, Type.Null()]),
  sha256: Type.Union([Type.String(), Type.Null()], {
    description:
      'of the file, in hexadecimal digits; null: unknown, because it was made before the service was started',
  }),
  manifest: Type.Union([BackupManifestSchema, Type.Null()]),
  problem: Type.Union([Type.String(), Type.Null()]),
});
/** A copy of the database in the data folder, or one that is being made. */
export type Backup = Type.Static<typeof BackupSchema>;

/** Copies of the database, each one a moment of it, examined before it counts as done. */
export interface Backups {
  /** Begins one beside the decisions; `get` tells how it goes. @throws GateError `backup-running`, `backup-elsewhere` */
  start(): Promise<Backup>;
  /** The newest first. */
  list(): Promise<readonly Backup[]>;
  /** @throws GateError `not-found` */
  get(name: string): Promise<Backup>;
  /** The file of one that is done. @throws GateError `not-found` */
  open(name: string): Promise<{ readonly bytes: number; readonly content: AsyncIterable<Uint8Array> }>;
  /** @throws GateError `not-found` */
  remove(name: string): Promise<void>;
}
