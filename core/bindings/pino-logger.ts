import { pino, type Logger as PinoLogger } from 'pino';
import pretty from 'pino-pretty';
import type { Logger } from '#core/ports/logger.js';

interface LogOptions {
  readonly level: string;
  /** Readable lines for a terminal; JSON lines otherwise. */
  readonly isTerminal: boolean;
}

/** Structured log on standard error, so that standard output stays free for what a command answers. */
export function pinoLogger(options: LogOptions): Logger {
  const STDERR = 2;
  const stream = options.isTerminal
    ? pretty({ destination: STDERR, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss.l', sync: true })
    : pino.destination({ dest: STDERR, sync: true });
  return wrapped(pino({ level: options.level }, stream));
}

function wrapped(logger: PinoLogger): Logger {
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
    child: (fields) => wrapped(logger.child(fields)),
  };
}
