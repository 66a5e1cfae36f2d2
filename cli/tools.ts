import type { Clock } from '#core/ports/clock.js';
import type { Entropy } from '#core/ports/entropy.js';
import type { Logger } from '#core/ports/logger.js';
import { pinoLogger } from '#core/bindings/pino-logger.js';
import { systemClock } from '#core/bindings/system-clock.js';
import { systemEntropy } from '#core/bindings/system-entropy.js';
import type { Terminal } from './terminal.js';

/** Time, randomness and the log, as every part takes them. */
export interface Tools {
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly logger: Logger;
}

export function systemTools(terminal: Terminal, logLevel: string): Tools {
  return {
    clock: systemClock,
    entropy: systemEntropy,
    logger: pinoLogger({ level: logLevel, isTerminal: terminal.isInteractive }),
  };
}
