import Type from 'typebox';
import { CompoundIdSchema, GateIdSchema, InstantSchema } from '#core/wire/parts.js';

export const EXPORT_FORMATS = ['csv', 'xlsx', 'jsonl'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const shared = {
  compound: CompoundIdSchema,
  format: Type.Optional(Type.Enum([...EXPORT_FORMATS], { default: 'csv' })),
  language: Type.Optional(Type.Enum(['zh', 'en'], { default: 'zh', description: 'of the headings' })),
};

export const HouseholdExportQuerySchema = Type.Object({
  ...shared,
  full: Type.Optional(Type.Enum(['true', 'false'], { description: 'names and phones unmasked' })),
  reason: Type.Optional(Type.String({ minLength: 2, maxLength: 200, description: 'needed with full' })),
});
export type HouseholdExportQuery = Type.Static<typeof HouseholdExportQuerySchema>;

export const EntryExportQuerySchema = Type.Object({
  ...shared,
  gate: Type.Optional(GateIdSchema),
  from: Type.Optional(InstantSchema),
  to: Type.Optional(InstantSchema),
});
export type EntryExportQuery = Type.Static<typeof EntryExportQuerySchema>;

/** A file on its way out, piece by piece. */
export interface OutgoingFile {
  readonly name: string;
  readonly contentType: string;
  readonly content: AsyncIterable<Uint8Array | string>;
}
