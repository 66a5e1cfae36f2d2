import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { SqlNotices } from '#core/ports/sql-notices.js';
import { textArray } from '../storage/postgres-arrays.js';
import type { EventSource, FoundEvent, Look } from './event-source.js';
import { writeNodeEvent, type NodeEvent } from './node-event.js';

const CHANNEL = 'gatehouse';
/** Most events that are caught up on; who is further behind loads everything afresh, which is faster. */
const MOST_EVENTS = 5_000;

/**
 * Where the server stands: which transactions are over, and on which of its histories it is. A standby that takes over
 * begins another history, on which the numbers of lost transactions may come again.
 */
const PLACE =
  'pg_current_snapshot()::text as snapshot, left(pg_walfile_name(pg_current_wal_lsn()), 8) as history';

/**
 * Events whose transactions were not over at the last look and are now. Their positions would not do: a transaction that
 * takes its position first may be committed last, and would be skipped.
 */
const LOOK = `
  select place.snapshot, place.history, e.node, e.kind, e.body
  from (select ${PLACE}) as place
  left join node_events e on e.tx >= pg_snapshot_xmin($1::pg_snapshot)
    and not pg_visible_in_snapshot(e.tx, $1::pg_snapshot)
  order by e.position limit ${MOST_EVENTS + 1}`;

const ADD = 'insert into node_events (kind, body) select * from unnest($1::text[], $2::text[])';

/** By the server's clock, so that nodes whose clocks differ agree. */
const PRUNE = "delete from node_events where at < now() - interval '10 minutes'";

/** The one row of a look that finds no event. */
interface Nothing {
  readonly kind: null;
}

function isEvent(row: Place & (FoundEvent | Nothing)): row is Place & FoundEvent {
  return row.kind !== null;
}

interface Place {
  readonly snapshot: string;
  readonly history: string;
}

/** The events of the nodes on PostgreSQL. */
export class PostgresEvents implements EventSource {
  readonly isWorthALook = true;
  readonly #database: SqlDatabase;
  readonly #notices: SqlNotices;
  readonly #node: string;
  #place: Place = { snapshot: '', history: '' };

  constructor(tools: {
    readonly database: SqlDatabase;
    readonly notices: SqlNotices;
    readonly node: string;
  }) {
    this.#database = tools.database;
    this.#notices = tools.notices;
    this.#node = tools.node;
  }

  async begin(): Promise<void> {
    const [row] = await this.#database.all(`select ${PLACE}`);
    if (row !== undefined) this.#place = row as unknown as Place;
  }

  async look(): Promise<Look> {
    const before = this.#place;
    const rows: unknown = await this.#database.all(LOOK, [before.snapshot]);
    const found = rows as readonly (Place & (FoundEvent | Nothing))[];
    const [first] = found;
    if (first === undefined) return [];
    this.#place = { snapshot: first.snapshot, history: first.history };
    if (first.history !== before.history || found.length > MOST_EVENTS) return null;
    return found.filter(isEvent);
  }

  async add(events: readonly NodeEvent[]): Promise<void> {
    const rows = events.map(writeNodeEvent);
    await this.#database.run(ADD, [
      textArray(rows.map(({ kind }) => kind)),
      textArray(rows.map(({ body }) => body)),
    ]);
  }

  async call(): Promise<void> {
    await this.#database.all('select pg_notify($1, $2)', [CHANNEL, this.#node]);
  }

  onCall(called: () => void): () => void {
    return this.#notices.listen(CHANNEL, (from) => {
      if (from !== this.#node) called();
    });
  }

  async prune(): Promise<void> {
    await this.#database.run(PRUNE);
  }
}
