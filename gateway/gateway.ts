import { mqttLink } from '#core/bindings/mqtt-link.js';
import type { Clock } from '#core/ports/clock.js';
import type { Entropy } from '#core/ports/entropy.js';
import type { Logger } from '#core/ports/logger.js';
import type { GateId } from '#core/units/ids.js';
import type { Health } from '#core/wire/health.js';
import { builtAt } from './built-at.js';
import type { GatewayConfig } from './config.js';
import { GateClock } from './gate-clock.js';
import { startGate } from './gate-process.js';
import { openSqliteJournal } from './journal/sqlite-journal.js';
import type { LaneScreen } from './lane/lane-screen.js';
import type { SerialOpener } from './serial/serial-port.js';
import { settingsOf, type DriverRegistry } from './settings.js';
import { linkIdentity } from './uplink/link-identity.js';

/** What a gateway gets from outside. */
export interface GatewayTools {
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly logger: Logger;
  readonly serial: SerialOpener;
  readonly drivers: DriverRegistry;
}

/** A running gate. */
export interface Gateway {
  readonly gate: GateId;
  screens(): readonly LaneScreen[];
  /** Presentations the service has not confirmed yet. */
  backlog(): Promise<number>;
  health(): Promise<Health>;
  /** Stops devices and lanes, then the link, and closes the journal last; safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts one gate and returns at once; devices and service may be away. Only a wrong configuration and an unusable journal
 * stop it.
 * @throws GateError `config-invalid`, `config-unreadable`, `driver-unknown`, `journal-failed`, `database-busy`.
 */
export async function startGateway(config: GatewayConfig, tools: GatewayTools): Promise<Gateway> {
  const settings = await settingsOf(config, tools.drivers);
  const { clock, entropy } = tools;
  const journal = await openSqliteJournal({ path: settings.journal, entropy });
  try {
    const floor = Math.max(builtAt(), journal.newestAt ?? 0);
    const gateClock = new GateClock({ clock, isSynced: settings.isClockSynced, floor });
    const link = mqttLink(linkIdentity(settings, gateClock), { ...settings.central, clock, entropy });
    return await startGate(settings, tools, { journal, gateClock, link });
  } catch (error) {
    await journal.close();
    throw error;
  }
}
