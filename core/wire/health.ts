import Type from 'typebox';
import { InstantSchema, LaneIdSchema } from './parts.js';

const count = Type.Integer({ minimum: 0 });

export const DeviceHealthSchema = Type.Object({
  lane: LaneIdSchema,
  role: Type.Enum(['thermometer', 'reader', 'checkpoint']),
  driver: Type.String({ maxLength: 64 }),
  path: Type.String({ maxLength: 255 }),
  state: Type.Enum(['up', 'down', 'silent']),
  problem: Type.Union([Type.String({ maxLength: 400 }), Type.Null()]),
  frames: count,
  badChecks: count,
  skippedBytes: count,
  timeouts: count,
  reopens: count,
  lastFrameAt: Type.Union([InstantSchema, Type.Null()]),
});
/** Counters of one serial device: noise, reopens and the last good frame. */
export type DeviceHealth = Type.Static<typeof DeviceHealthSchema>;

export const HealthSchema = Type.Object({
  at: InstantSchema,
  version: Type.String({ maxLength: 32 }),
  clock: Type.Enum(['synced', 'floor']),
  backlog: count,
  oldestPendingAt: Type.Union([InstantSchema, Type.Null()]),
  bookVersion: count,
  bookAgeMs: Type.Union([count, Type.Null()]),
  cpuShare: Type.Number({ minimum: 0 }),
  diskFreeBytes: Type.Union([Type.Number({ minimum: 0 }), Type.Null()]),
  discardedInputs: count,
  rejectedMessages: count,
  devices: Type.Array(DeviceHealthSchema, { maxItems: 16 }),
});
/** What a gateway reports about itself every 10 s. */
export type Health = Type.Static<typeof HealthSchema>;
