import Type from 'typebox';
import { CARE_MARK_CODES } from '#core/register-file/care-marks.js';
import type { CompoundId, HouseholdId } from '#core/units/ids.js';
import { InstantSchema } from '#core/wire/parts.js';

const orNull = <S extends Type.TSchema>(schema: S): Type.TUnion<[S, Type.TNull]> =>
  Type.Union([schema, Type.Null()]);

const reason = Type.String({ minLength: 2, maxLength: 200 });

export const ContactSchema = Type.Object({
  phone: orNull(Type.String({ minLength: 3, maxLength: 80 })),
  relation: orNull(Type.String({ minLength: 1, maxLength: 32, description: 'to the head of the household' })),
  notes: orNull(Type.String({ minLength: 1, maxLength: 200 })),
});
export type Contact = Type.Static<typeof ContactSchema>;

export const CareSchema = Type.Object({
  marks: Type.Array(Type.Enum([...CARE_MARK_CODES]), { maxItems: CARE_MARK_CODES.length }),
});
export type Care = Type.Static<typeof CareSchema>;

export const IsolationOrderSchema = Type.Object({
  id: Type.String(),
  reason: Type.String(),
  author: Type.String(),
  since: InstantSchema,
  until: orNull(InstantSchema),
  liftedAt: orNull(InstantSchema),
  liftedBy: orNull(Type.String()),
});
export type IsolationOrder = Type.Static<typeof IsolationOrderSchema>;

export const IsolationChangeSchema = Type.Object({
  isolated: Type.Boolean({ description: 'false lifts the order in force' }),
  reason,
  until: Type.Optional(InstantSchema),
});
export type IsolationChange = Type.Static<typeof IsolationChangeSchema>;

export const ResidentDetailSchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  isolated: Type.Boolean(),
  contact: ContactSchema,
  care: Type.Array(Type.Enum([...CARE_MARK_CODES])),
  idNumberEnd: orNull(Type.String({ description: 'the last four characters; nothing else is kept' })),
  isolationOrders: Type.Array(IsolationOrderSchema, { description: 'newest first' }),
});
/** Everything the register knows of one resident. */
export type ResidentDetail = Type.Static<typeof ResidentDetailSchema>;

export const SealChangeSchema = Type.Object({ reason });

export const SealSchema = Type.Object({
  sealed: Type.Boolean(),
  reason: orNull(Type.String()),
  author: orNull(Type.String()),
  at: orNull(InstantSchema),
});
/** Whether a household is sealed, and the last word about it. */
export type Seal = Type.Static<typeof SealSchema>;

/** Where a resident lives, and which one. */
export interface ResidentPath {
  readonly compound: CompoundId;
  readonly household: HouseholdId;
  readonly resident: string;
}
export type HouseholdPath = Omit<ResidentPath, 'resident'>;
