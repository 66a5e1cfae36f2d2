import { join } from 'node:path';
import type { Central } from '#core/api/central.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { AccountRegister } from './accounts/account-register.js';
import type { CentralDatabase } from './central-database.js';
import { Counters } from './counters.js';
import { EntryArchive } from './entries/entry-archive.js';
import { GateBoard } from './gates/gate-board.js';
import { PresenceTeller } from './gates/presence-teller.js';
import { GateStore } from './gates/gate-store.js';
import type { AmendmentIntake } from './intake/amendment-intake.js';
import { EntryIntake } from './intake/entry-intake.js';
import { GateInbox } from './intake/gate-inbox.js';
import { Quarantine } from './intake/quarantine.js';
import { Ledger } from './ledger/ledger.js';
import type { LedgerStore } from './ledger/ledger-store.js';
import { careMarks } from './lists/care-marks.js';
import { DerivedLists } from './lists/derived-lists.js';
import { LiveRing } from './live/live-ring.js';
import type { BrokerEvents } from './mqtt/mqtt-broker.js';
import { Refusals } from './mqtt/refusals.js';
import { PrintOffice, type PrintingOptions } from './printing/print-office.js';
import { readinessOf } from './readiness.js';
import { CompoundRegister } from './register/compound-register.js';
import { IsolationOrders } from './register/isolation-orders.js';
import { registerParts } from './register/register-parts.js';
import { deleteReplacedLedgers } from './retention/delete-replaced-ledgers.js';
import { EndOfEpidemic } from './retention/end-of-epidemic.js';
import { eraseByAge } from './retention/erase-by-age.js';
import { RetentionRegister } from './retention/retention-register.js';
import { loadSigningKeys, type SigningKeys } from './register/signing-keys.js';
import type { ThermometerWatch } from './sense/thermometer-watch.js';
import { amendmentIntake, entryBody, follow, watchThermometers } from './service-ways.js';
import type { ServiceTools } from './service-tools.js';
import { buildTimed } from './timed-parts.js';

/** How many past events a page can catch up on after a short break. */
const LIVE_CAPACITY = 2_000;

/** Everything between the database and the two doors of the service: MQTT on one side, `Central` on the other. */
export interface ServiceParts {
  readonly central: Central;
  readonly ledger: LedgerStore;
  /** Erases personal data that is older than its compound wants to keep. */
  eraseByAge(): Promise<void>;
  readonly accounts: AccountRegister;
  readonly isolations: IsolationOrders;
  readonly board: GateBoard;
  readonly presence: PresenceTeller;
  readonly intake: EntryIntake;
  readonly quarantine: Quarantine;
  readonly thermometers: ThermometerWatch;
  readonly counters: Counters;
  readonly refusals: Refusals;
  readonly printing: PrintOffice;
  readonly events: BrokerEvents;
  /** Ends what goes by time. */
  stopTimed(): Promise<void>;
}

type PartsTools = ServiceTools & PrintingOptions;

/** Builds the parts on a migrated database. */
export async function buildParts(opened: CentralDatabase, tools: PartsTools): Promise<ServiceParts> {
  const { database, store } = opened;
  const { clock, entropy, logger } = tools;
  const live = new LiveRing({ capacity: LIVE_CAPACITY, epoch: entropy.uuid(), logger });
  const board = await boardOn(database, { tools, live });
  const keys = await loadSigningKeys(database, tools);
  const ways = buildIntake({ database, store, tools, board, live, keys });
  const entries = new EntryArchive({ database, ledger: store });
  const { alarms, ...timed } = await buildTimed(opened, { tools, board, live });
  follow(opened, { ...ways, entries, alarms, board, keys, live });
  const erasing = erasingParts({ opened, tools, keys, live });
  const accounts = new AccountRegister({ database, clock, entropy });
  const printing = await PrintOffice.open({ ...tools, database, limitOf: (key) => keys.limitOf(key) });
  const central: Central = {
    accounts,
    gates: board,
    compounds: new CompoundRegister(database, clock),
    ...timed.central,
    ...registerParts({ ...tools, database, entries, ledger: store, keys }),
    printing,
    entries,
    amendments: ways.amendments,
    quarantine: ways.quarantine,
    thermometers: ways.thermometers,
    lists: new DerivedLists({ database, ledger: store, entries, clock, careMarks }),
    ...erasing.central,
    live,
    readiness: () => readinessOf(database, ways.intake),
  };
  return {
    ...ways,
    ...mqttDoor(ways, { ...tools, board }),
    ...{ central, accounts, board, printing, ledger: store, eraseByAge: erasing.eraseByAge },
    isolations: new IsolationOrders({ ...tools, database }),
    presence: presenceTeller(board, opened),
    stopTimed: () => timed.stop(),
  };
}

/** What the broker tells, and whom it lets in. */
function mqttDoor(
  ways: Pick<ServiceParts, 'intake' | 'quarantine'> & { readonly amendments: AmendmentIntake },
  tools: ServiceTools & { readonly board: GateBoard },
): Pick<ServiceParts, 'refusals' | 'events'> {
  const { board } = tools;
  const refusals = new Refusals(tools);
  const inbox = new GateInbox({ ...ways, ...tools, entries: ways.intake });
  return { refusals, events: brokerEvents(inbox, { board, refusals }) };
}

function presenceTeller(board: GateBoard, { feed }: CentralDatabase): PresenceTeller {
  return new PresenceTeller({
    board,
    tell: (gates) => {
      feed.tell({ kind: 'presence', gates: [...gates] });
    },
  });
}

async function boardOn(
  database: SqlDatabase,
  { tools, live }: { readonly tools: ServiceTools; readonly live: LiveRing },
): Promise<GateBoard> {
  const board = new GateBoard({
    clock: tools.clock,
    store: new GateStore({ ...tools, database }),
    onChange: (gate) => live.publish({ kind: 'gate', gate }),
  });
  await board.load();
  return board;
}

function erasingParts(on: {
  readonly opened: CentralDatabase;
  readonly tools: PartsTools;
  readonly keys: SigningKeys;
  readonly live: LiveRing;
}): Pick<ServiceParts, 'eraseByAge'> & { readonly central: Pick<Central, 'retention' | 'endOfEpidemic'> } {
  const { opened, tools, keys, live } = on;
  const { database, store: ledger, feed } = opened;
  const { clock, logger, dataDir } = tools;
  const retention = new RetentionRegister(database, clock);
  const endOfEpidemic = new EndOfEpidemic({
    database,
    ledger,
    clock,
    key: () => keys.current,
    forgetPeople: () => {
      keys.verifier.forget();
      live.afresh();
      feed.tell({ kind: 'erased' });
    },
    deleteReplaced: () => deleteReplacedLedgers(dataDir),
    folder: join(dataDir, 'reports'),
  });
  return {
    central: { retention, endOfEpidemic },
    eraseByAge: () => eraseByAge(clock.now(), { database, ledger, register: retention, logger }),
  };
}

/** The way of an entry: intake, ledger, and what follows a commit. */
function buildIntake(on: {
  readonly database: SqlDatabase;
  readonly store: LedgerStore;
  readonly tools: ServiceTools;
  readonly board: GateBoard;
  readonly live: LiveRing;
  readonly keys: SigningKeys;
}): Pick<ServiceParts, 'intake' | 'quarantine' | 'counters' | 'thermometers'> & {
  readonly amendments: AmendmentIntake;
} {
  const { database, store, tools, board, live, keys } = on;
  const thermometers = watchThermometers(database, { tools, live });
  const counters = new Counters();
  const ledger = new Ledger({ ...tools, store, verifier: keys.verifier });
  const quarantine = new Quarantine({
    ...tools,
    database,
    onStored: (gate, count) => {
      counters.quarantined += count;
      board.quarantined(gate, count);
    },
  });
  const intake = new EntryIntake({
    ...tools,
    decide: (arrivals, writing) => ledger.decide(arrivals, writing),
    quarantine,
    counters,
    onRecorded: ({ record, alarms }, { reading }) => {
      board.count(record);
      thermometers.see({ record, reading, isOwn: true });
      live.publish(entryBody(record));
      for (const alarm of alarms) live.publish({ kind: 'alarm', alarm });
    },
  });
  const amendments = amendmentIntake({ tools, store, live, quarantine, entries: intake });
  return { intake, quarantine, counters, amendments, thermometers };
}

function brokerEvents(
  inbox: GateInbox,
  tools: { readonly board: GateBoard; readonly refusals: Refusals },
): BrokerEvents {
  return {
    authenticate: (gate, password) => tools.board.authenticate(gate, password),
    onConnect: (connection) => inbox.onConnect(connection),
    onDisconnect: (connection) => inbox.onDisconnect(connection),
    onSubscribe: (connection, name) => inbox.onSubscribe(connection, name),
    onMessage: (connection, message) => inbox.onMessage(connection, message),
    onRefused: (reason, gate) => tools.refusals.add(reason, gate),
  };
}
