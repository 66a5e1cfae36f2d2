import Type from 'typebox';
import { InstantSchema } from '#core/wire/parts.js';

export const KeyIdSchema = Type.String({
  pattern: '^[0-9a-f]{16}$',
  description: 'first 8 bytes of the SHA-256 of the public key',
});

export const SigningKeySchema = Type.Object({
  id: KeyIdSchema,
  state: Type.Enum(['signing', 'trusted', 'over', 'revoked'], {
    description:
      'signing: signs new passes; trusted: its passes are valid; over: its passes count as expired; revoked: as revoked',
  }),
  createdAt: InstantSchema,
  endsAt: Type.Union([InstantSchema, Type.Null()], {
    description: 'from then on its passes count as expired; null: never',
  }),
  revokedAt: Type.Union([InstantSchema, Type.Null()]),
  publicKey: Type.Record(Type.String(), Type.String(), { description: 'JWK (RFC 8037)' }),
});
/** A key that signs passes, or has signed them. The secret never leaves the service. */
export type SigningKey = Type.Static<typeof SigningKeySchema>;

export const SigningKeysSchema = Type.Object({
  items: Type.Array(SigningKeySchema),
  next: Type.Null(),
});

export const NewKeySchema = Type.Object({
  overlapDays: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 3_650,
      description: 'how long passes of the keys before are still valid; left out: as long as the passes are',
    }),
  ),
});
/** A rotation. */
export type NewKey = Type.Static<typeof NewKeySchema>;
