import Type from 'typebox';
import { PASS_KINDS } from '#core/pass/pass.js';
import { HoursSchema, PolicyRulesSchema } from '#core/policy/policy.js';
import { CompoundIdSchema, HouseholdIdSchema, InstantSchema, PassIdSchema } from '#core/wire/parts.js';
import { PagingSchema } from './paging.js';

export const CompoundSchema = Type.Object({
  id: CompoundIdSchema,
  name: Type.String({ minLength: 1, maxLength: 64 }),
  timezone: Type.String({ minLength: 1, maxLength: 64, description: 'IANA name, such as Asia/Shanghai' }),
});
/** A walled residential area with its own time zone and policy. */
export type Compound = Type.Static<typeof CompoundSchema>;

export const PolicyVersionSchema = Type.Object({
  version: Type.Integer({ minimum: 1 }),
  author: Type.String(),
  reason: Type.String({ description: 'why it was made; may be empty' }),
  madeAt: InstantSchema,
  effectiveAt: InstantSchema,
  rules: PolicyRulesSchema,
});
export type PolicyVersion = Type.Static<typeof PolicyVersionSchema>;

export const ResidentSchema = Type.Object({
  id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,31}$' }),
  name: Type.String({ minLength: 1, maxLength: 64 }),
});
export type Resident = Type.Static<typeof ResidentSchema>;

export const HouseholdBodySchema = Type.Object({ residents: Type.Array(ResidentSchema, { maxItems: 50 }) });
export type HouseholdBody = Type.Static<typeof HouseholdBodySchema>;

export const HouseholdPassSchema = Type.Object({
  id: PassIdSchema,
  kind: Type.Enum([...PASS_KINDS]),
  revoked: Type.Boolean(),
  expires: Type.Union([InstantSchema, Type.Null()]),
});

export const HouseholdSchema = Type.Object({
  id: HouseholdIdSchema,
  compound: CompoundIdSchema,
  residents: Type.Array(ResidentSchema),
  passes: Type.Array(HouseholdPassSchema),
  outings: Type.Array(Type.Object({ pass: Type.Union([PassIdSchema, Type.Null()]), since: InstantSchema })),
  nextOutingAt: Type.Union([InstantSchema, Type.Null()], { description: 'null: an outing is allowed now' }),
  feverAlarm: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], {
    description: 'alarm of a confirmed fever that nobody has resolved: its members are to stay in for now',
  }),
});
/** A flat with its members, passes, who is out, and when the next outing is allowed. */
export type Household = Type.Static<typeof HouseholdSchema>;

export const HouseholdQuerySchema = Type.Object({
  ...PagingSchema.properties,
  compound: CompoundIdSchema,
  q: Type.Optional(Type.String({ maxLength: 64 })),
});
export type HouseholdQuery = Type.Static<typeof HouseholdQuerySchema>;

export const NewPassSchema = Type.Object({
  compound: CompoundIdSchema,
  household: Type.Optional(HouseholdIdSchema),
  kind: Type.Enum([...PASS_KINDS]),
  resident: Type.Optional(Type.String({ maxLength: 32 })),
  notBefore: Type.Optional(InstantSchema),
  expires: Type.Optional(InstantSchema),
  weekdays: Type.Optional(Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { maxItems: 7 })),
  hours: Type.Optional(HoursSchema),
});
export type NewPass = Type.Static<typeof NewPassSchema>;

export const IssuedPassSchema = Type.Object({
  pass: PassIdSchema,
  qr: Type.String({ description: 'text of the QR, GP1:...' }),
  code: Type.String({ description: 'short printed code with its check character' }),
});
export type IssuedPass = Type.Static<typeof IssuedPassSchema>;
