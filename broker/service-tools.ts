import type { Clock } from '#core/ports/clock.js';
import type { Entropy } from '#core/ports/entropy.js';
import type { Logger } from '#core/ports/logger.js';

/** What the service needs of the outside world. */
export interface ServiceTools {
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly logger: Logger;
}
