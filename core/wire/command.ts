import Type from 'typebox';
import { InstantSchema, JournalIdSchema } from './parts.js';

export const CommandSchema = Type.Object({
  id: Type.Unsafe<string>({ ...JournalIdSchema, description: 'UUID; a command is used once' }),
  kind: Type.Enum(['identify', 'beep', 'silence', 'reload']),
  at: InstantSchema,
  validSeconds: Type.Integer({ minimum: 1, maximum: 60, description: 'a later arrival is dropped' }),
});
/** Something the service asks a gate to do now or never. */
export type Command = Type.Static<typeof CommandSchema>;
