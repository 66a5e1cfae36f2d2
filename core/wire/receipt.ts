import Type from 'typebox';
import { JournalIdSchema, SeqSchema } from './parts.js';

export const ReceiptSchema = Type.Object({
  journal: JournalIdSchema,
  seqs: Type.Array(SeqSchema, { minItems: 1, maxItems: 1000 }),
});
/** The service's word that amendments and replayed entries are committed to the ledger. */
export type Receipt = Type.Static<typeof ReceiptSchema>;
