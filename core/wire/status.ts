import Type from 'typebox';
import { InstantSchema } from './parts.js';

export const StatusSchema = Type.Object({
  state: Type.Enum(['online', 'offline']),
  at: InstantSchema,
  version: Type.String({ maxLength: 32 }),
});
/** Whether a gateway is connected; retained, and set to offline by the will. */
export type Status = Type.Static<typeof StatusSchema>;
