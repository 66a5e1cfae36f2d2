import Type from 'typebox';
import { CARE_MARK_CODES } from '#core/register-file/care-marks.js';
import { REGISTER_FIELDS } from '#core/register-file/fields.js';
import { ROW_FAULT_CODES } from '#core/register-file/row-faults.js';
import { ENCODINGS } from '#core/register-file/text-encoding.js';
import { SEPARATORS } from '#core/register-file/separator.js';
import { CompoundIdSchema, HouseholdIdSchema, InstantSchema } from '#core/wire/parts.js';
import { PagingSchema } from './paging.js';

/** Largest register file that is taken, in bytes. */
export const IMPORT_FILE_LIMIT = 20 * 1024 * 1024;

export const IMPORT_STATES = ['checking', 'refused', 'checked', 'committed', 'undone'] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

export const MISSING_CHOICES = ['keep', 'remove'] as const;
/** What happens to residents who are registered but not in the file. */
export type MissingChoice = (typeof MISSING_CHOICES)[number];

const Count = Type.Integer({ minimum: 0 });
const orNull = <S extends Type.TSchema>(schema: S): Type.TUnion<[S, Type.TNull]> =>
  Type.Union([schema, Type.Null()]);

export const ImportFileSchema = Type.Object({
  name: Type.String(),
  bytes: Count,
  format: Type.Enum(['csv', 'xlsx']),
  encoding: orNull(Type.Enum([...ENCODINGS])),
  separator: orNull(Type.Enum([...SEPARATORS])),
  sheet: orNull(Type.String()),
  sheets: Type.Array(Type.String(), { description: 'all sheets of a workbook' }),
});
export type ImportFile = Type.Static<typeof ImportFileSchema>;

export const ImportColumnsSchema = Type.Object({
  headings: Type.Array(Type.String()),
  headingLine: Type.Integer({ minimum: 1 }),
  mapping: Type.Record(Type.String(), Type.String(), {
    description: `field to heading; fields are ${REGISTER_FIELDS.join(', ')}`,
  }),
  unused: Type.Array(Type.String()),
  missing: Type.Array(Type.Enum([...REGISTER_FIELDS])),
  unknown: Type.Array(Type.String(), { description: 'headings of the chosen mapping that are not there' }),
});
export type ImportColumns = Type.Static<typeof ImportColumnsSchema>;

export const FaultGroupSchema = Type.Object({
  code: Type.Enum([...ROW_FAULT_CODES]),
  effect: Type.Enum(['rejected', 'skipped', 'notice']),
  zh: Type.String(),
  en: Type.String(),
  count: Count,
  examples: Type.Array(Type.Object({ line: Type.Integer({ minimum: 1 }), value: Type.String() })),
});
/** All rows with one kind of finding. */
export type FaultGroup = Type.Static<typeof FaultGroupSchema>;

const PersonFieldsSchema = Type.Object({
  name: Type.String(),
  phone: orNull(Type.String()),
  relation: orNull(Type.String()),
  notes: orNull(Type.String()),
  care: Type.Array(Type.Enum([...CARE_MARK_CODES])),
  idNumber: orNull(Type.String({ description: 'only its last four characters are kept' })),
});

export const ImportChangeSchema = Type.Object({
  household: HouseholdIdSchema,
  resident: Type.String(),
  kind: Type.Enum(['new', 'changed', 'missing']),
  before: orNull(PersonFieldsSchema),
  after: orNull(PersonFieldsSchema),
});
/** One resident who is not the same in file and register. */
export type ImportChange = Type.Static<typeof ImportChangeSchema>;

export const ImportDifferenceSchema = Type.Object({
  residents: Type.Object({ new: Count, changed: Count, same: Count, missing: Count, kept: Count }),
  households: Type.Object({ new: Count, known: Count, missing: Count }),
  switchedOff: Type.Object({
    households: Type.Integer({ description: 'in use now, and without anybody when the missing are removed' }),
    of: Type.Integer({ description: 'households in use' }),
    needsConfirmation: Type.Boolean(),
  }),
  unplacedRows: Type.Integer({ description: 'rejected rows that do not say their household' }),
});
export type ImportDifference = Type.Static<typeof ImportDifferenceSchema>;

export const ImportProblemSchema = Type.Object({
  code: Type.String({ description: 'listed in docs/errors.md' }),
  message: Type.String(),
  details: Type.Record(
    Type.String(),
    Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]),
  ),
});

export const ImportSchema = Type.Object({
  id: Type.String(),
  compound: CompoundIdSchema,
  state: Type.Enum([...IMPORT_STATES]),
  author: Type.String(),
  createdAt: InstantSchema,
  fileName: Type.String(),
  progress: Type.Object({ rows: Count, percent: Type.Integer({ minimum: 0, maximum: 100 }) }),
  problem: orNull(ImportProblemSchema),
  file: orNull(ImportFileSchema),
  columns: orNull(ImportColumnsSchema),
  preview: Type.Array(Type.Array(Type.String()), { description: 'the first rows, until the import is done' }),
  counts: Type.Object({ rows: Count, good: Count, rejected: Count, empty: Count }),
  faults: Type.Array(FaultGroupSchema),
  difference: orNull(ImportDifferenceSchema),
  checkTook: orNull(Type.Integer({ description: 'milliseconds' })),
  missing: orNull(Type.Enum([...MISSING_CHOICES])),
  committedAt: orNull(InstantSchema),
  committedBy: orNull(Type.String()),
  undoneAt: orNull(InstantSchema),
  undoneBy: orNull(Type.String()),
});
/** One import of a register file, from the check to the end. */
export type Import = Type.Static<typeof ImportSchema>;

export const ImportUploadQuerySchema = Type.Object({
  compound: CompoundIdSchema,
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'name of the file' })),
  encoding: Type.Optional(Type.Enum([...ENCODINGS])),
  separator: Type.Optional(Type.Enum(['comma', 'tab', 'semicolon'])),
  sheet: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  mapping: Type.Optional(
    Type.String({ maxLength: 2_000, description: 'such as name=住户,building=楼; the rest is found' }),
  ),
  wait: Type.Optional(
    Type.Enum(['true', 'false'], { description: 'false answers at once; ask for the progress then' }),
  ),
});
export type ImportUploadQuery = Type.Static<typeof ImportUploadQuerySchema>;

export const ImportCommitSchema = Type.Object({
  missing: Type.Optional(Type.Enum([...MISSING_CHOICES])),
  confirm: Type.Optional(
    Type.Boolean({ description: 'yes, more than 5 % of the households may be switched off' }),
  ),
});
export type ImportCommit = Type.Static<typeof ImportCommitSchema>;

export const ImportChangesQuerySchema = Type.Object({
  ...PagingSchema.properties,
  kind: Type.Optional(Type.Enum(['new', 'changed', 'missing'])),
});
export type ImportChangesQuery = Type.Static<typeof ImportChangesQuerySchema>;
