import Type from 'typebox';
import { CompoundIdSchema, GateIdSchema, InstantSchema, LaneIdSchema } from '#core/wire/parts.js';

export const SuspectThermometerSchema = Type.Object({
  compound: CompoundIdSchema,
  gate: GateIdSchema,
  lane: LaneIdSchema,
  device: Type.String({ description: 'as its readings name it' }),
  causes: Type.Array(Type.Enum(['drift', 'stuck', 'many-suspicions']), {
    description:
      'drift: far from the thermometers of the other gates; stuck: the same raw value of many people; many-suspicions: too many fevers at once',
  }),
  deviationC: Type.Union([Type.Number(), Type.Null()], {
    description: 'how far its median is from those of the other gates; null: cannot be told now',
  }),
  since: InstantSchema,
});
/** A thermometer that is not to be trusted now. Every fever it has measured remains, to be measured again by hand. */
export type SuspectThermometer = Type.Static<typeof SuspectThermometerSchema>;
