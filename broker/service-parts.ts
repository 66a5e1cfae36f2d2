import type { Central } from '#core/api/central.js';
import type { LiveBody } from '#core/api/live.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { SECOND } from '#core/units/instant.js';
import { AccountRegister } from './accounts/account-register.js';
import { Counters } from './counters.js';
import { EntryArchive } from './entries/entry-archive.js';
import { GateBoard } from './gates/gate-board.js';
import { GateStore } from './gates/gate-store.js';
import { EntryIntake, type Recorded } from './intake/entry-intake.js';
import { GateInbox } from './intake/gate-inbox.js';
import { Quarantine } from './intake/quarantine.js';
import { Ledger } from './ledger/ledger.js';
import { LiveRing } from './live/live-ring.js';
import type { BrokerEvents } from './mqtt/mqtt-broker.js';
import { Refusals } from './mqtt/refusals.js';
import { PrintOffice, type PrintingOptions } from './printing/print-office.js';
import { readinessOf } from './readiness.js';
import { CompoundRegister } from './register/compound-register.js';
import { HouseholdRegister } from './register/household-register.js';
import { PassRegister } from './register/pass-register.js';
import { loadSigningKeys, type SigningKeys } from './register/signing-keys.js';
import type { ServiceTools } from './service-tools.js';
import { listAlarms } from './storage/alarm-queries.js';
import { queriesOn } from './storage/queries.js';
import { SqliteLedgerStore } from './storage/sqlite-ledger-store.js';

/** How many past events a page can catch up on after a short break. */
const LIVE_CAPACITY = 2_000;
const ALARMS_SHOWN = 500;
/** An entry that comes this long after it happened was kept by its gate: no sound, no light. */
const REPLAYED_AFTER = 10 * SECOND;

/** Everything between the database and the two doors of the service: MQTT on one side, `Central` on the other. */
export interface ServiceParts {
  readonly central: Central;
  readonly accounts: AccountRegister;
  readonly board: GateBoard;
  readonly intake: EntryIntake;
  readonly quarantine: Quarantine;
  readonly counters: Counters;
  readonly refusals: Refusals;
  readonly printing: PrintOffice;
  readonly events: BrokerEvents;
}

type PartsTools = ServiceTools & PrintingOptions;

/** Builds the parts on a migrated database. */
export async function buildParts(database: SqlDatabase, tools: PartsTools): Promise<ServiceParts> {
  const { clock, entropy, logger } = tools;
  const live = new LiveRing({ capacity: LIVE_CAPACITY, epoch: entropy.uuid(), logger });
  const board = new GateBoard({
    clock,
    store: new GateStore({ database, clock, entropy }),
    onChange: (gate) => live.publish({ kind: 'gate', gate }),
  });
  await board.load();
  const keys = await loadSigningKeys(database, tools);
  const ways = buildIntake({ database, tools, board, live, keys });
  const accounts = new AccountRegister({ database, clock, entropy });
  const passes = new PassRegister({ database, clock, entropy, keys });
  const printing = await PrintOffice.open({ ...tools, database, qrOf: (pass) => passes.qrOf(pass) });
  const central: Central = {
    accounts,
    gates: board,
    compounds: new CompoundRegister(database, clock),
    households: new HouseholdRegister(database, clock),
    passes,
    printing,
    entries: new EntryArchive(database),
    alarms: { list: () => listAlarms(queriesOn(database), ALARMS_SHOWN) },
    quarantine: ways.quarantine,
    live,
    readiness: () => readinessOf(database, ways.intake),
  };
  const refusals = new Refusals(tools);
  const inbox = new GateInbox({ ...ways, ...tools, board, entries: ways.intake });
  return {
    ...ways,
    central,
    accounts,
    board,
    refusals,
    printing,
    events: brokerEvents(inbox, { board, refusals }),
  };
}

/** The way of an entry: intake, ledger, and what follows a commit. */
function buildIntake(on: {
  readonly database: SqlDatabase;
  readonly tools: ServiceTools;
  readonly board: GateBoard;
  readonly live: LiveRing;
  readonly keys: SigningKeys;
}): Pick<ServiceParts, 'intake' | 'quarantine' | 'counters'> {
  const { database, tools, board, live, keys } = on;
  const counters = new Counters();
  const store = new SqliteLedgerStore(database);
  const ledger = new Ledger({ store, clock: tools.clock, verifier: () => keys.verifier });
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
    decide: (arrivals) => ledger.decide(arrivals),
    quarantine,
    counters,
    onRecorded: (recorded) => {
      board.count(recorded.record);
      for (const body of liveBodies(recorded)) live.publish(body);
    },
  });
  return { intake, quarantine, counters };
}

function liveBodies({ record, alarms }: Recorded): readonly LiveBody[] {
  const replayed = record.receivedAt - record.at > REPLAYED_AFTER;
  return [
    { kind: 'entry', entry: record, replayed },
    ...alarms.map((alarm) => ({ kind: 'alarm', alarm }) as const),
  ];
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
