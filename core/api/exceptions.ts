import Type from 'typebox';
import { EXCEPTION_REASONS, GrantedExceptionSchema } from '#core/exceptions/one-off-exception.js';
import { CompoundIdSchema, HouseholdIdSchema, InstantSchema } from '#core/wire/parts.js';
import { PagingSchema, type Page } from './paging.js';

export const ExceptionOrderSchema = Type.Object({
  compound: CompoundIdSchema,
  household: HouseholdIdSchema,
  reason: Type.Enum([...EXCEPTION_REASONS]),
  from: Type.Optional(Type.Integer({ minimum: 0, description: 'left out: at once' })),
  expires: Type.Integer({
    minimum: 0,
    description: 'the first instant at which it no longer helps; 30 days at most',
  }),
  note: Type.Optional(Type.String({ maxLength: 200, description: 'why, without personal data' })),
});
/** One outing of a household that somebody approves. */
export type ExceptionOrder = Type.Static<typeof ExceptionOrderSchema>;

const InstantOrNull = Type.Union([InstantSchema, Type.Null()]);

export const ListedExceptionSchema = Type.Object({
  ...GrantedExceptionSchema.properties,
  compound: CompoundIdSchema,
  usedAt: InstantOrNull,
  withdrawnAt: InstantOrNull,
  withdrawnBy: Type.Union([Type.String(), Type.Null()]),
  standing: Type.Enum(['coming', 'usable', 'used', 'withdrawn', 'expired']),
});
/** An exception with what became of it. */
export type ListedException = Type.Static<typeof ListedExceptionSchema>;

export const ExceptionQuerySchema = Type.Object({
  ...PagingSchema.properties,
  compound: CompoundIdSchema,
  household: Type.Optional(HouseholdIdSchema),
});
export type ExceptionQuery = Type.Static<typeof ExceptionQuerySchema>;

/** The one-off exceptions of households. */
export interface Exceptions {
  /** @throws GateError `not-found` (compound, household), `request-invalid` with every fault of the times */
  grant(order: ExceptionOrder, approver: string): Promise<ListedException>;
  /** The newest first. */
  list(query: ExceptionQuery): Promise<Page<ListedException>>;
  /** Withdrawing it twice does no harm. @throws GateError `not-found`, `request-invalid` when it has been used */
  withdraw(id: string, user: string): Promise<ListedException>;
}
