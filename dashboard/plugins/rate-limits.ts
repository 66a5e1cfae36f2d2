import rateLimit from '@fastify/rate-limit';
import { GateError } from '#core/errors/gate-error.js';
import { MINUTE } from '#core/units/instant.js';
import type { App } from '../http.js';

/** Requests a minute from one address: far above any honest use, imports included, and below what would hurt. */
const EVERYWHERE = 30_000;
/** Attempts to log in, a minute and address: slow enough that guessing a password is hopeless. */
const LOG_INS = 10;

/** Route settings of the log-in. */
export const LOG_IN_LIMIT = { rateLimit: { max: LOG_INS, timeWindow: MINUTE } } as const;
/** Route settings of the live stream: it has its own bound, the number of viewers. */
export const NO_LIMIT = { rateLimit: false } as const;

export async function limitRates(app: App): Promise<void> {
  await app.register(rateLimit, {
    max: EVERYWHERE,
    timeWindow: MINUTE,
    errorResponseBuilder: (_request, { ttl }) =>
      new GateError('too-many-requests', { seconds: Math.max(1, Math.ceil(ttl / 1000)) }),
  });
}
