import type { Central } from '#core/api/central.js';
import { messageOf } from '#core/errors/gate-error.js';
import { every, type CancelTimer } from '#core/ports/clock.js';
import { HOUR, SECOND } from '#core/units/instant.js';
import { within } from '#core/within.js';
import { ensureAdminToken } from './accounts/admin-token.js';
import { ensureAdministrator } from './accounts/first-administrator.js';
import { openCentralDatabase, type CentralDatabase } from './central-database.js';
import { prepareDataFolder } from './data-folder.js';
import type { GateBoard } from './gates/gate-board.js';
import type { MqttBroker } from './mqtt/mqtt-broker.js';
import { prepareBroker, type BrokerChoice } from './mqtt/open-broker.js';
import { workerPress } from './printing/worker-press.js';
import { withBroker } from './readiness.js';
import { watchIsolationExpiry } from './register/isolation-expiry.js';
import type { ServiceCounters } from './service-counters.js';
import { buildParts, type ServiceParts } from './service-parts.js';
import type { ServiceTools } from './service-tools.js';

/** How often pages hear of changed counts. */
const TELL_EVERY = SECOND;
const SAVE_EVERY = 10 * SECOND;
/** How long the tables of states may lag behind the entries, which tell them too. */
const SETTLE_EVERY = 2 * SECOND;
/** Together with the broker's goodbye they stay below 2 s. */
const COMMIT_LIMIT = 1_000;
const CLOSE_LIMIT = 500;

export interface ServiceOptions {
  /** Where `ledger.sqlite` and `admin.token` live; made when it is missing. */
  readonly dataDir: string;
  /** Where the broker inside listens (port 0 takes any free one), or which broker outside is joined instead. */
  readonly mqtt: BrokerChoice;
  /** `sqlite`, the default, in the data folder; or the address of a PostgreSQL database that other nodes may share. */
  readonly database?: string | undefined;
  /** The font file passes are printed with; without it one of this machine's is taken. */
  readonly font?: string | undefined;
}

/** A running central service: broker, intake, ledger, register and live feed. */
export interface Service {
  readonly central: Central;
  /** The address the broker really listens on, or that of the broker outside. */
  readonly mqtt: { readonly host: string; readonly port: number };
  /**
   * Makes the first administrator (user `admin`), unless there is one, and answers the one-time password, else null. It is
   * shown this once, so call it when nothing can keep the service from starting any more.
   */
  firstPassword(): Promise<string | null>;
  /** Bearer token of `admin.token`, for programs on this machine. */
  readonly token: string;
  counters(): ServiceCounters;
  /** Takes no new work, commits and answers what is in flight, closes; within 2 s. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts the central service on one data folder.
 * @throws GateError `data-folder-unusable`, `database-busy` (a second service on the folder), `migration-failed`,
 *   `database-url-invalid`, `database-unfit` or `database-failed` (option `--database`), `port-in-use` or `listen-failed`
 *   (both with option `--mqtt`), what `externalBroker` throws.
 */
export async function startService(options: ServiceOptions, tools: ServiceTools): Promise<Service> {
  const openBroker = await prepareBroker(options.mqtt, tools);
  const database = await openCentralDatabase(options, tools);
  try {
    await prepareDataFolder(options.dataDir);
    const printing = { dataDir: options.dataDir, font: options.font ?? null, press: workerPress };
    const parts = await buildParts(database, { ...tools, ...printing });
    const token = await ensureAdminToken(options.dataDir, {
      ...tools,
      accounts: parts.accounts,
      isShared: database.database.engine === 'postgres',
    });
    const broker = await openBroker(parts.events);
    const { host, port } = broker.address;
    tools.logger.info({ host, port, dataDir: options.dataDir }, 'the central service is running');
    return running({ database, parts, broker, token }, tools);
  } catch (error) {
    await database.close();
    throw error;
  }
}

interface Running {
  readonly database: CentralDatabase;
  readonly parts: ServiceParts;
  readonly broker: MqttBroker;
  readonly token: string;
}

function running(of: Running, tools: ServiceTools): Service {
  const { parts, broker, token } = of;
  const timers = startTimers(parts, tools);
  let stopping: Promise<void> | null = null;
  return {
    central: withBroker(parts.central, broker),
    mqtt: broker.address,
    firstPassword: () => ensureAdministrator(parts.accounts, tools.entropy),
    token,
    counters: () =>
      parts.counters.snapshot({ connections: broker.connections, refused: parts.refusals.count }),
    stop: () => {
      for (const cancel of timers) cancel();
      stopping ??= stopService(of, tools);
      return stopping;
    },
  };
}

/** What the service does by itself from time to time. */
function startTimers(parts: ServiceParts, tools: ServiceTools): readonly CancelTimer[] {
  const { clock, logger } = tools;
  return [
    every(clock, TELL_EVERY, () => {
      parts.board.tellChanges();
      parts.presence.tell(clock.now());
    }),
    every(clock, SAVE_EVERY, () => {
      saveBoard(parts.board, tools);
    }),
    every(clock, SETTLE_EVERY, () => {
      parts.ledger.settle().catch((error: unknown) => {
        logger.warn({ problem: messageOf(error) }, 'states of households could not be saved; trying again');
      });
    }),
    every(clock, HOUR, () => {
      parts.eraseByAge().catch((error: unknown) => {
        logger.warn({ problem: messageOf(error) }, 'old personal data could not be erased; trying again');
      });
    }),
    watchIsolationExpiry(parts.isolations, tools),
  ];
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
  parts.presence.tell(clock.now());
  await parts.printing.stop();
  await within(parts.stopTimed(), CLOSE_LIMIT, clock);
  saveBoard(parts.board, tools);
  await within(
    parts.ledger.settle().catch(() => undefined),
    COMMIT_LIMIT,
    clock,
  );
  const isClosed = await within(database.close(), CLOSE_LIMIT, clock);
  logger.info({ closed: isClosed }, 'the central service has stopped');
}
