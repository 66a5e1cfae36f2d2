import type { Alarm } from '#core/api/alarms.js';
import type { EntryRecord } from '#core/api/entries.js';
import type { LiveBody } from '#core/api/live.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { SECOND } from '#core/units/instant.js';
import { Amender } from './amendments/amender.js';
import { AmendmentArchive } from './amendments/amendment-archive.js';
import type { CentralDatabase } from './central-database.js';
import type { EntryArchive } from './entries/entry-archive.js';
import type { GateBoard } from './gates/gate-board.js';
import { AmendmentIntake } from './intake/amendment-intake.js';
import type { EntryIntake } from './intake/entry-intake.js';
import type { Quarantine } from './intake/quarantine.js';
import type { LedgerStore } from './ledger/ledger-store.js';
import type { LiveRing } from './live/live-ring.js';
import { NodeFollower } from './nodes/node-follower.js';
import type { SigningKeys } from './register/signing-keys.js';
import { SuspectAlarms } from './sense/suspect-alarms.js';
import { ThermometerWatch } from './sense/thermometer-watch.js';
import type { ServiceTools } from './service-tools.js';

/** An entry that comes this long after it happened was kept by its gate: no sound, no light. */
const REPLAYED_AFTER = 10 * SECOND;

/** Listens to the other nodes. */
export function follow(
  { database, feed, ownBatches }: CentralDatabase,
  shown: {
    readonly entries: EntryArchive;
    readonly alarms: { byIds(ids: readonly number[]): Promise<readonly Alarm[]> };
    readonly board: GateBoard;
    readonly keys: SigningKeys;
    readonly live: LiveRing;
    readonly thermometers: ThermometerWatch;
  },
): void {
  const amendments = new AmendmentArchive(database);
  feed.listen(new NodeFollower({ ...shown, ownBatches, amendments, bodyOf: entryBody }));
}

/** Watches what thermometers measure, for the alarms of those that are suspect. */
export function watchThermometers(
  database: SqlDatabase,
  { tools, live }: { readonly tools: ServiceTools; readonly live: LiveRing },
): ThermometerWatch {
  return new ThermometerWatch({
    ...tools,
    alarms: new SuspectAlarms(database),
    onAlarm: (alarm) => {
      live.publish({ kind: 'alarm', alarm });
    },
  });
}

/** The way of an amendment: behind the entries that came before it. */
export function amendmentIntake(on: {
  readonly tools: ServiceTools;
  readonly store: LedgerStore;
  readonly live: LiveRing;
  readonly quarantine: Quarantine;
  readonly entries: EntryIntake;
}): AmendmentIntake {
  const { tools, store, live, quarantine, entries } = on;
  const amender = new Amender({ ...tools, store });
  return new AmendmentIntake({
    ...tools,
    amend: (arrival) => amender.amend(arrival),
    entries,
    quarantine,
    onRecorded: (amendment, alarms) => {
      live.publish({ kind: 'amendment', amendment });
      for (const alarm of alarms) live.publish({ kind: 'alarm', alarm });
    },
  });
}

/** An entry as pages see it. */
export function entryBody(record: EntryRecord): LiveBody {
  return { kind: 'entry', entry: record, replayed: record.receivedAt - record.at > REPLAYED_AFTER };
}
