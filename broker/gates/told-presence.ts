import Type from 'typebox';
import { GateIdSchema, InstantSchema } from '#core/wire/parts.js';
import { HealthSchema } from '#core/wire/health.js';
import type { GateId } from '#core/units/ids.js';
import type { GatePresence } from './gate-presence.js';

/** What one node tells the others of a gate. */
export const ToldPresenceSchema = Type.Object({
  gate: GateIdSchema,
  state: Type.Enum(['online', 'offline', 'never-seen']),
  lastHeardAt: Type.Union([InstantSchema, Type.Null()]),
  health: Type.Union([HealthSchema, Type.Null()]),
});
export type ToldPresence = Type.Static<typeof ToldPresenceSchema>;

export function toldPresence(gate: GateId, presence: GatePresence): ToldPresence {
  const { state, lastHeardAt, health } = presence;
  return { gate, state, lastHeardAt, health };
}
