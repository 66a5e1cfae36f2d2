import { messageOf } from '#core/errors/gate-error.js';
import { every, type CancelTimer } from '#core/ports/clock.js';
import { MINUTE } from '#core/units/instant.js';
import type { ServiceTools } from '../service-tools.js';
import type { IsolationOrders } from './isolation-orders.js';

/** Lifts orders of isolation within a minute after their time is over, until it is cancelled. */
export function watchIsolationExpiry(orders: IsolationOrders, { clock, logger }: ServiceTools): CancelTimer {
  return every(clock, MINUTE, () => {
    orders.liftExpired().catch((error: unknown) => {
      logger.warn({ problem: messageOf(error) }, 'orders of isolation could not be looked through');
    });
  });
}
