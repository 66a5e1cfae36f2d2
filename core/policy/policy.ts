import Type from 'typebox';
import { CelsiusSchema } from '#core/wire/parts.js';

const TimeOfDay = Type.String({
  pattern: '^([01]\\d|2[0-3]):[0-5]\\d$|^24:00$',
  description: 'HH:MM, local',
});

export const HoursSchema = Type.Object({ from: TimeOfDay, to: TimeOfDay }, { description: 'from <= t < to' });
/** A span of every day, `from <= t < to`, on the compound's wall clock. */
export type Hours = Type.Static<typeof HoursSchema>;

const minutes = Type.Integer({ minimum: 1, maximum: 7 * 24 * 60 });

export const PolicyRulesSchema = Type.Object({
  level: Type.Enum(['open', 'controlled', 'sealed']),
  quota: Type.Object({
    outings: Type.Integer({ minimum: 1, maximum: 100 }),
    days: Type.Integer({ minimum: 1, maximum: 60 }),
    counting: Type.Enum(['calendar-days', 'rolling-hours']),
  }),
  hours: Type.Union([HoursSchema, Type.Null()], {
    description: 'when purchase outings may start; null: any time',
  }),
  maxOutingMinutes: minutes,
  screening: Type.Object({
    thresholdC: Type.Object({
      forehead: CelsiusSchema,
      neck: CelsiusSchema,
      wrist: CelsiusSchema,
      ear: CelsiusSchema,
      armpit: CelsiusSchema,
    }),
    plausibleFromC: CelsiusSchema,
    plausibleToC: CelsiusSchema,
    ambientFromC: CelsiusSchema,
    ambientToC: CelsiusSchema,
    staleAfterSeconds: Type.Integer({ minimum: 1, maximum: 3600 }),
    confirmWithinMinutes: minutes,
    implausibleLimit: Type.Integer({ minimum: 1, maximum: 20 }),
  }),
  sealedBuildings: Type.Array(Type.String({ maxLength: 16 }), { maxItems: 1000 }),
});
/** The rules of a compound without their version. */
export type PolicyRules = Type.Static<typeof PolicyRulesSchema>;

export const PolicySchema = Type.Intersect([
  Type.Object({ version: Type.Integer({ minimum: 1 }) }),
  PolicyRulesSchema,
]);
/** Versioned rules of a compound: level, quota, hours, fever thresholds. */
export type Policy = Type.Static<typeof PolicySchema>;

/** What a new compound starts with (DESIGN section 4). */
export const DEFAULT_POLICY_RULES: PolicyRules = {
  level: 'controlled',
  quota: { outings: 1, days: 3, counting: 'calendar-days' },
  hours: null,
  maxOutingMinutes: 120,
  screening: {
    thresholdC: { forehead: 37.3, neck: 37.3, wrist: 37.3, ear: 37.3, armpit: 37.3 },
    plausibleFromC: 35.0,
    plausibleToC: 42.5,
    ambientFromC: 10,
    ambientToC: 40,
    staleAfterSeconds: 30,
    confirmWithinMinutes: 10,
    implausibleLimit: 3,
  },
  sealedBuildings: [],
};
