import { GateError } from '#core/errors/gate-error.js';
import type { SqlDatabase, SqlSession } from '#core/ports/sql-database.js';
import type { CompoundId, GateId } from '#core/units/ids.js';
import type {
  BatchFacts,
  BatchQuestions,
  BatchWrites,
  ChangedAlarms,
  GatePlace,
  LedgerState,
  LedgerStore,
} from '../ledger/ledger-store.js';
import { OwnBatches } from '../nodes/own-batches.js';
import { writeNodeEvent } from '../nodes/node-event.js';
import type {
  AmendmentFacts,
  AmendmentQuestion,
  CommittedAmendment,
  DecidedAmendment,
} from '../ledger/amendment-store.js';
import { changeAlarm } from './alarm-queries.js';
import { GatePlaces } from './gate-places.js';
import { KnownPasses } from './known-passes.js';
import { amendOnPostgres } from './postgres-amendments.js';
import { readFacts, type LedgerMemory } from './postgres-facts.js';
import { sendWrites } from './postgres-writes.js';
import { queriesOn } from './queries.js';
import { readStates } from './read-states.js';

/** Who is told of the batches that are committed; left out where there is nobody. */
interface CommitWatch {
  readonly ownBatches: OwnBatches;
  onCommitted(): void;
}

/** A batch begins again when a pass appeared while it took its locks; that can hardly happen twice. */
const MOST_TRIES = 5;

/**
 * The ledger on PostgreSQL, for one service or many: a batch locks its journals and the states of its households, so whoever
 * else decides on one of them, at whichever node, comes before or after it. Two trips a batch: locks and facts, then writes
 * and commit.
 */
export class PostgresLedgerStore implements LedgerStore {
  readonly #database: SqlDatabase;
  readonly #places: GatePlaces;
  readonly #memory: LedgerMemory = {
    passes: new KnownPasses(),
    policies: new Map(),
    exceptions: new Map(),
    inForce: new Map(),
    journals: new Set(),
  };

  readonly #watch: CommitWatch;

  constructor(
    database: SqlDatabase,
    watch: CommitWatch = { ownBatches: new OwnBatches(), onCommitted: () => undefined },
  ) {
    this.#database = database;
    this.#watch = watch;
    this.#places = new GatePlaces(database);
  }

  places(gates: readonly GateId[]): Promise<ReadonlyMap<GateId, GatePlace>> {
    return this.#places.of(gates);
  }

  async commit(
    questions: BatchQuestions,
    decide: (facts: BatchFacts) => BatchWrites,
  ): Promise<ChangedAlarms> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const committed = await this.#watch.ownBatches.during((batch) =>
        this.#database.transaction(async (session) => {
          const done = await this.#try(session, questions, decide);
          if (done !== null) sendEvent(session, batch, done.writes);
          return done;
        }),
      );
      if (committed === null) continue;
      for (const journal of questions.journals.keys()) this.#memory.journals.add(journal);
      this.#watch.onCommitted();
      return committed.alarms;
    }
    const problem = 'the register changes faster than entries are decided';
    throw new GateError('database-busy', { path: 'ledger', action: 'commit', problem });
  }

  async amend<Answer>(
    question: AmendmentQuestion,
    decide: (facts: AmendmentFacts) => DecidedAmendment<Answer>,
  ): Promise<CommittedAmendment<Answer> | null> {
    const amended = await amendOnPostgres(this.#database, question, decide);
    if (amended !== null) this.#watch.onCommitted();
    return amended;
  }

  async states(compound: CompoundId, keys: readonly string[]): Promise<ReadonlyMap<string, LedgerState>> {
    const rows = await readStates(this.#database.reader, compound, keys);
    return new Map(rows.map(({ key, state, lastEntry }) => [key, { state, lastEntry }]));
  }

  /** Nothing lags behind: every batch writes its states and journals. */
  settle(): Promise<void> {
    return Promise.resolve();
  }

  forget(): void {
    // States are read in every transaction, and passes are held against the version of their book.
  }

  async #try(
    session: SqlSession,
    questions: BatchQuestions,
    decide: (facts: BatchFacts) => BatchWrites,
  ): Promise<Done | null> {
    const facts = await readFacts(session, questions, this.#memory);
    if (facts === null) return null;
    const writes = decide(facts);
    const alarms = await changeAlarms(session, writes);
    sendWrites(session, writes);
    return { writes, alarms };
  }
}

interface Done {
  readonly writes: BatchWrites;
  readonly alarms: ChangedAlarms;
}

async function changeAlarms(session: SqlSession, { alarms }: BatchWrites): Promise<ChangedAlarms> {
  const queries = queriesOn(session);
  const changed = [];
  for (const change of alarms) changed.push(await changeAlarm(change, queries));
  return changed;
}

/** Tells the other nodes, in the transaction of the batch, which entries it has. */
function sendEvent(session: SqlSession, batch: number, { rows }: BatchWrites): void {
  if (rows.length === 0) return;
  const { kind, body } = writeNodeEvent({ kind: 'entries', ids: rows.map(({ id }) => id), batch });
  void session.run('insert into node_events (kind, body) values ($1, $2)', [kind, body]);
}
