import Type from 'typebox';
import {
  HouseholdIdSchema,
  InstantSchema,
  JournalIdSchema,
  PassIdSchema,
  ReasonSchema,
  SeqSchema,
  VerdictSchema,
} from './parts.js';

export const DecisionSchema = Type.Object(
  {
    journal: JournalIdSchema,
    seq: SeqSchema,
    verdict: VerdictSchema,
    reason: ReasonSchema,
    nextAt: Type.Union([InstantSchema, Type.Null()], {
      description: 'first instant the same outing is allowed',
    }),
    household: Type.Union([HouseholdIdSchema, Type.Null()]),
    pass: Type.Union([PassIdSchema, Type.Null()]),
    bookVersion: Type.Integer({ minimum: 0 }),
    decidedAt: InstantSchema,
    conflict: Type.Boolean({ description: 'two gates let the same household out' }),
  },
  { description: 'Verdict and receipt of one entry; published only after the commit.' },
);
/** Verdict and receipt of one entry, published only after the ledger has committed it. */
export type Decision = Type.Static<typeof DecisionSchema>;
