import Type from 'typebox';
import { CompoundIdSchema, GateIdSchema, InstantSchema } from '#core/wire/parts.js';
import { HealthSchema } from '#core/wire/health.js';
import { PolicyRulesSchema } from '#core/policy/policy.js';
import { CompoundSchema } from './register.js';

const count = Type.Integer({ minimum: 0 });

export const GateStateSchema = Type.Object({
  id: GateIdSchema,
  compound: CompoundIdSchema,
  /** Of the compound, so that a page can show the times of the gate as people at the gate read them. */
  timezone: CompoundSchema.properties.timezone,
  name: Type.String({ minLength: 1, maxLength: 64 }),
  /** Of the compound, in force now. */
  policy: Type.Object({ version: count, level: PolicyRulesSchema.properties.level }),
  state: Type.Enum(['online', 'offline', 'never-seen']),
  /** When the service last heard anything from the gate. */
  lastHeardAt: Type.Union([InstantSchema, Type.Null()]),
  today: Type.Object({
    out: count,
    in: count,
    verdicts: Type.Object({ allow: count, deny: count, retake: count, fever: count, fault: count }),
  }),
  quarantined: count,
  health: Type.Union([HealthSchema, Type.Null()]),
});
/** One gate as a controller sees it. */
export type GateState = Type.Static<typeof GateStateSchema>;

export const NewGateSchema = Type.Object({
  id: GateIdSchema,
  compound: CompoundIdSchema,
  name: Type.String({ minLength: 1, maxLength: 64 }),
});
export type NewGate = Type.Static<typeof NewGateSchema>;

export const AddedGateSchema = Type.Object({
  gate: GateStateSchema,
  password: Type.String({ description: 'MQTT password of the gate; shown this once' }),
});
export type AddedGate = Type.Static<typeof AddedGateSchema>;
