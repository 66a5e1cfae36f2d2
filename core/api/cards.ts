import Type from 'typebox';
import { InstantSchema, PassIdSchema } from '#core/wire/parts.js';

const CardSchema = Type.String({
  minLength: 1,
  maxLength: 128,
  description: 'hex digits of the full number, as the reader gives them; case and separators do not matter',
});

export const NewCardSchema = Type.Object({ card: CardSchema });

export const BoundCardSchema = Type.Object({
  card: Type.String({ description: 'hex digits in capitals' }),
  pass: PassIdSchema,
  boundAt: InstantSchema,
  boundBy: Type.String(),
});
/** A card that stands for a pass at every reader. */
export type BoundCard = Type.Static<typeof BoundCardSchema>;

export const BoundCardsSchema = Type.Object({ items: Type.Array(BoundCardSchema), next: Type.Null() });

export const CardPathSchema = Type.Object({ pass: PassIdSchema, card: CardSchema });
