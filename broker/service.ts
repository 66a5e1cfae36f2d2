import type { Central } from '#core/api/central.js';
import { GateError } from '#core/errors/gate-error.js';
import type { Clock } from '#core/ports/clock.js';
import type { Entropy } from '#core/ports/entropy.js';
import type { Logger } from '#core/ports/logger.js';
import type { ServiceCounters } from './service-counters.js';

export interface ServiceOptions {
  /** Where `ledger.sqlite` and `admin.token` live; made when it is missing. */
  readonly dataDir: string;
  /** Where the broker listens; port 0 takes any free one. */
  readonly mqtt: { readonly host: string; readonly port: number };
}

export interface ServiceTools {
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly logger: Logger;
}

/** A running central service: broker, intake, ledger, register and live feed. */
export interface Service {
  readonly central: Central;
  /** The address the broker really listens on. */
  readonly mqtt: { readonly host: string; readonly port: number };
  /** One-time password of the first administrator (user `admin`); null when one already exists. */
  readonly firstPassword: string | null;
  /** Bearer token of `admin.token`, for programs on this machine. */
  readonly token: string;
  counters(): ServiceCounters;
  /** Takes no new work, commits and answers what is in flight, closes; within 2 s. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts the central service on one data folder.
 * @throws GateError `data-folder-unusable`, `database-busy` (a second service on the folder), `migration-failed`,
 *   `port-in-use` or `listen-failed` (both with option `--mqtt`).
 */
export function startService(options: ServiceOptions, tools: ServiceTools): Promise<Service> {
  tools.logger.error({ dataDir: options.dataDir }, 'the service is not built yet');
  return Promise.reject(new GateError('not-ready', { problem: 'the service is not built yet' }));
}
