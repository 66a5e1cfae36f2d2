import type { Page, Paging } from '#core/api/paging.js';
import type { QuarantinedMessage } from '#core/api/quarantine.js';
import type { Clock } from '#core/ports/clock.js';
import type { Logger } from '#core/ports/logger.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { GateId } from '#core/units/ids.js';
import { sql } from 'kysely';
import { idBefore, pageLimit, pageOfRows } from '../storage/paging.js';
import { queriesOn, type Queries } from '../storage/queries.js';
import { excerptOf } from './excerpt.js';
import { GroupCommit } from './group-commit.js';

/** Most messages kept of one gate; the oldest make room, the count goes on. */
const KEPT_PER_GATE = 200;
const MAX_BATCH = 256;
const MAX_WAITING = 2_000;

/** A message to be set aside. `topic` is one of ours, never text of the sender. */
export interface BadMessage {
  readonly gate: GateId;
  readonly topic: string;
  readonly problem: string;
  readonly payload: Uint8Array;
}

interface QuarantineTools {
  readonly database: SqlDatabase;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called after messages of a gate were stored. */
  onStored?(gate: GateId, count: number): void;
}

type Kept = Omit<QuarantinedMessage, 'id'>;

interface Waiting {
  readonly kept: Kept;
  /** It is stored, or the service stops. */
  readonly done: () => void;
}

/**
 * Where messages go that can not be read: kept with a bounded excerpt, counted, shown, and out of the way of the next one
 * (DESIGN section 5). A flood shares transactions and overwrites its own oldest messages.
 */
export class Quarantine {
  readonly #tools: QuarantineTools;
  readonly #queries: Queries;
  readonly #commits: GroupCommit<Waiting, true>;

  constructor(tools: QuarantineTools) {
    this.#tools = tools;
    this.#queries = queriesOn(tools.database.reader);
    this.#commits = new GroupCommit<Waiting, true>({
      work: (waiting) => this.#store(waiting.map(({ kept }) => kept)),
      onCommitted: (waiting) => {
        for (const { done } of waiting) done();
      },
      onRefused: ({ kept: { gate, topic }, done }, error) => {
        tools.logger.error({ gate, topic, error }, 'a message could not be set aside');
        done();
      },
      clock: tools.clock,
      maxBatch: MAX_BATCH,
      maxWaiting: MAX_WAITING,
    });
  }

  /** Resolves when the message is stored; null when too many wait and it was not taken. Never rejects. */
  add(message: BadMessage): Promise<void> | null {
    const { gate, topic, problem, payload } = message;
    const receivedAt = this.#tools.clock.now();
    const kept: Kept = { gate, topic, problem, excerpt: excerptOf(payload), receivedAt };
    let done: () => void = () => undefined;
    const stored = new Promise<void>((resolve) => {
      done = resolve;
    });
    return this.#commits.submit({ kept, done }) ? stored : null;
  }

  /** The newest first. */
  async list(paging: Paging): Promise<Page<QuarantinedMessage>> {
    const limit = pageLimit(paging);
    const newest = this.#queries
      .selectFrom('quarantine')
      .selectAll()
      .orderBy('id', 'desc')
      .limit(limit + 1);
    const rows = await newest.where('id', '<', idBefore(paging)).execute();
    return pageOfRows(rows, {
      limit,
      key: (row) => String(row.id),
      item: ({ received_at: receivedAt, ...row }) => ({ ...row, receivedAt }),
    });
  }

  stop(): Promise<void> {
    return this.#commits.stop();
  }

  async #store(messages: readonly Kept[]): Promise<readonly true[]> {
    const byGate = groupByGate(messages);
    await this.#tools.database.transaction(async (session) => {
      const rows = messages.map(({ receivedAt, ...message }) => ({ ...message, received_at: receivedAt }));
      await queriesOn(session).insertInto('quarantine').values(rows).execute();
      for (const [gate, own] of byGate) await countAndPrune({ gate, count: own.length }, queriesOn(session));
    });
    for (const [gate, own] of byGate) {
      const last = own.at(-1);
      const fields = { gate, count: own.length, topic: last?.topic, problem: last?.problem };
      this.#tools.logger.warn(fields, 'messages were set aside in quarantine');
      this.#tools.onStored?.(gate, own.length);
    }
    return messages.map(() => true as const);
  }
}

function groupByGate(messages: readonly Kept[]): Map<GateId, Kept[]> {
  const groups = new Map<GateId, Kept[]>();
  for (const message of messages) {
    const group = groups.get(message.gate);
    if (group === undefined) groups.set(message.gate, [message]);
    else group.push(message);
  }
  return groups;
}

async function countAndPrune(change: { gate: GateId; count: number }, queries: Queries): Promise<void> {
  await queries
    .updateTable('gates')
    .set({ quarantined: sql`quarantined + ${change.count}` })
    .where('id', '=', change.gate)
    .execute();
  const kept = queries
    .selectFrom('quarantine')
    .select('id')
    .where('gate', '=', change.gate)
    .orderBy('id', 'desc')
    .limit(KEPT_PER_GATE);
  await queries
    .deleteFrom('quarantine')
    .where('gate', '=', change.gate)
    .where('id', 'not in', kept)
    .execute();
}
