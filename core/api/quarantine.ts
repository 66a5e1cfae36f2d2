import Type from 'typebox';
import { GateIdSchema, InstantSchema } from '#core/wire/parts.js';

export const QuarantinedMessageSchema = Type.Object({
  id: Type.Integer({ minimum: 1 }),
  gate: GateIdSchema,
  topic: Type.String(),
  problem: Type.String(),
  excerpt: Type.String({ description: 'first bytes of the message, escaped' }),
  receivedAt: InstantSchema,
});
/** A message that could not be read: kept, counted and shown, never in the way of the next one. */
export type QuarantinedMessage = Type.Static<typeof QuarantinedMessageSchema>;
