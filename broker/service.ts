import type { Central } from '#core/api/central.js';
import { openSqlite } from '#core/bindings/sqlite-database.js';
import { messageOf } from '#core/errors/gate-error.js';
import { every } from '#core/ports/clock.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { SECOND } from '#core/units/instant.js';
import { within } from '#core/within.js';
import { ensureAdminToken } from './accounts/admin-token.js';
import { ensureAdministrator } from './accounts/first-administrator.js';
import { prepareDataFolder } from './data-folder.js';
import type { GateBoard } from './gates/gate-board.js';
import { aedesBroker } from './mqtt/aedes-broker.js';
import type { MqttBroker } from './mqtt/mqtt-broker.js';
import type { ServiceCounters } from './service-counters.js';
import { buildParts, type ServiceParts } from './service-parts.js';
import type { ServiceTools } from './service-tools.js';
import { workerPress } from './printing/worker-press.js';
import { MIGRATIONS } from './storage/migrations.js';
import { migrate } from './storage/migrate.js';

/** How often pages hear of changed counts. */
const TELL_EVERY = SECOND;
const SAVE_EVERY = 10 * SECOND;
/** Together with the broker's goodbye they stay below 2 s. */
const COMMIT_LIMIT = 1_000;
const CLOSE_LIMIT = 500;

export interface ServiceOptions {
  /** Where `ledger.sqlite` and `admin.token` live; made when it is missing. */
  readonly dataDir: string;
  /** Where the broker listens; port 0 takes any free one. */
  readonly mqtt: { readonly host: string; readonly port: number };
  /** The font file passes are printed with; without it one of this machine's is taken. */
  readonly font?: string | undefined;
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
export async function startService(options: ServiceOptions, tools: ServiceTools): Promise<Service> {
  const path = await prepareDataFolder(options.dataDir);
  const database = await openSqlite({ path, exclusive: true });
  try {
    await migrate(database, MIGRATIONS, tools.clock);
    const printing = { dataDir: options.dataDir, font: options.font ?? null, press: workerPress };
    const parts = await buildParts(database, { ...tools, ...printing });
    const firstPassword = await ensureAdministrator(parts.accounts, tools.entropy);
    const token = await ensureAdminToken(options.dataDir, { ...tools, accounts: parts.accounts });
    const broker = await aedesBroker(tools)(options.mqtt, parts.events);
    const { host, port } = broker.address;
    tools.logger.info({ host, port, dataDir: options.dataDir }, 'the central service is running');
    return running({ database, parts, broker, firstPassword, token }, tools);
  } catch (error) {
    await database.close();
    throw error;
  }
}

interface Running {
  readonly database: SqlDatabase;
  readonly parts: ServiceParts;
  readonly broker: MqttBroker;
  readonly firstPassword: string | null;
  readonly token: string;
}

function running(of: Running, tools: ServiceTools): Service {
  const { parts, broker, firstPassword, token } = of;
  const cancelTelling = every(tools.clock, TELL_EVERY, () => parts.board.tellChanges());
  const cancelSaving = every(tools.clock, SAVE_EVERY, () => {
    saveBoard(parts.board, tools);
  });
  let stopping: Promise<void> | null = null;
  return {
    central: parts.central,
    mqtt: broker.address,
    firstPassword,
    token,
    counters: () =>
      parts.counters.snapshot({ connections: broker.connections, refused: parts.refusals.count }),
    stop: () => {
      cancelTelling();
      cancelSaving();
      stopping ??= stopService(of, tools);
      return stopping;
    },
  };
}

function saveBoard(board: GateBoard, { logger }: ServiceTools): void {
  board.save().catch((error: unknown) => {
    logger.warn({ problem: messageOf(error) }, 'when gates were last heard could not be saved');
  });
}

/** Nothing new is taken, what was taken is committed and answered, then the doors close. Each step has its time. */
async function stopService({ parts, broker, database }: Running, tools: ServiceTools): Promise<void> {
  const { clock, logger } = tools;
  const isAnswered = await within(
    parts.intake.stop().then(() => parts.quarantine.stop()),
    COMMIT_LIMIT,
    clock,
  );
  if (!isAnswered) logger.error({}, 'stopped before everything was committed; the gates send it again');
  await broker.stop();
  await parts.printing.stop();
  saveBoard(parts.board, tools);
  const isClosed = await within(database.close(), CLOSE_LIMIT, clock);
  logger.info({ closed: isClosed }, 'the central service has stopped');
}
