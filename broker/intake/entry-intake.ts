import { messageOf, hasCode } from '#core/errors/gate-error.js';
import type { Clock } from '#core/ports/clock.js';
import type { Logger } from '#core/ports/logger.js';
import { EntrySchema, type Entry } from '#core/wire/entry.js';
import { messageParser } from '#core/wire/parse-message.js';
import { topicOf } from '#core/wire/topics.js';
import type { Counters } from '../counters.js';
import type { Arrival, Outcome } from '../ledger/arrival.js';
import type { GateConnection, GateMessage, ServiceTopic } from '../mqtt/mqtt-broker.js';
import { Answers } from './answers.js';
import { GroupCommit } from './group-commit.js';
import { InTurn, isTurn, type Turn } from './in-turn.js';
import type { Quarantine } from './quarantine.js';

/** Most entries that share a transaction; more would make the first of them wait too long. */
const MAX_BATCH = 512;
/** Most entries that wait for one. The gates keep what is not taken and send it again. */
const MAX_WAITING = 20_000;

type Recorded = Extract<Outcome, { kind: 'recorded' }>;

/** An entry on its way, with whom to answer. It keeps no bytes of the message: a crowd of them would fill the memory. */
interface Waiting extends Arrival {
  readonly connection: GateConnection;
  readonly done: () => void;
}

interface IntakeTools {
  /** Decides a batch in one transaction; see `Ledger.decide`. */
  readonly decide: (arrivals: readonly Arrival[], writing: () => void) => Promise<readonly Outcome[]>;
  readonly quarantine: Pick<Quarantine, 'add'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly counters: Counters;
  /** Called after the commit of each new entry, once its answer is on its way. */
  readonly onRecorded: (recorded: Recorded, entry: Entry) => void;
}

const parseEntry = messageParser(EntrySchema);

/** Takes entries from the broker to the ledger, and its decisions back. A bad entry never takes its neighbours down. */
export class EntryIntake {
  readonly #tools: IntakeTools;
  readonly #commits: GroupCommit<Waiting | Turn, Outcome | null>;
  readonly #answers: Answers;
  #problem: string | null = null;

  constructor(tools: IntakeTools) {
    this.#tools = tools;
    const { counters, logger } = tools;
    this.#answers = new Answers(tools.clock);
    const work = new InTurn<Waiting, Outcome>(tools.decide);
    this.#commits = new GroupCommit<Waiting | Turn, Outcome | null>({
      work: (batch, writing) => work.run(batch, writing),
      overlaps: (batch) => !batch.some(isTurn),
      clock: tools.clock,
      maxBatch: MAX_BATCH,
      maxWaiting: MAX_WAITING,
      onCommitted: (batch, outcomes) => this.#committed(batch, outcomes),
      onAnswered: (batch, outcomes) => this.#answered(batch, outcomes),
      onRefused: (waiting, error) => (isTurn(waiting) ? waiting.failed(error) : this.#failed(waiting, error)),
      onFault: (error, size) => {
        this.#problem = messageOf(error);
        counters.databaseFaults += 1;
        logger.error({ problem: messageOf(error), entries: size }, 'the ledger did not commit; trying again');
      },
    });
  }

  /** Why the last transaction did not commit; null when it did. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Entries that wait for their transaction. */
  get waiting(): number {
    return this.#commits.waiting;
  }

  /**
   * Takes one message. Its acknowledgement goes out once the entry, or the reason it is none, is stored; when the
   * service can take no more, none goes out, and the gate sends it again.
   */
  accept(connection: GateConnection, message: GateMessage): void {
    const { payload, done } = message;
    const parsed = parseEntry(payload);
    if (!parsed.ok) {
      this.#setAside({ gate: connection.gate, done }, payload, parsed.problem);
      return;
    }
    const receivedAt = this.#tools.clock.now();
    this.#commits.submit({ gate: connection.gate, entry: parsed.value, receivedAt, connection, done });
  }

  /** Gives work its turn behind what was taken before it. False when the service can take no more. */
  behind(turn: Turn): boolean {
    return this.#commits.submit(turn);
  }

  /** Tells a gate that something of its journal is committed, together with other receipts of this moment. */
  receipt(connection: GateConnection, committed: Pick<Entry, 'journal' | 'seq'>): void {
    this.#answers.receipt(connection, committed);
  }

  /** Sends the answers that the gate missed lately on a topic it has just subscribed to. */
  subscribed(connection: GateConnection, name: ServiceTopic): void {
    this.#answers.subscribed(connection, name);
  }

  /** Takes nothing more, commits and answers what was taken. */
  async stop(): Promise<void> {
    await this.#commits.stop();
    this.#answers.stop();
  }

  #committed(batch: readonly (Waiting | Turn)[], outcomes: readonly (Outcome | null)[]): void {
    this.#problem = null;
    this.#tools.counters.batch(batch.length);
    batch.forEach((waiting, index) => {
      const outcome = outcomes[index];
      if (outcome !== undefined && outcome !== null && !isTurn(waiting)) this.#settle(waiting, outcome);
    });
  }

  #settle(waiting: Waiting, outcome: Outcome): void {
    const { connection, done, entry } = waiting;
    if (outcome.kind === 'refused') {
      this.#setAside(waiting, bytesOf(entry), outcome.problem);
      return;
    }
    this.#answers.answer(connection, entry, outcome.decision);
    if (outcome.kind === 'repeat') this.#tools.counters.repeats += 1;
    else this.#tools.counters.entries += 1;
    if (outcome.kind === 'repeat' && outcome.problem !== null) {
      this.#setAside(waiting, bytesOf(entry), outcome.problem);
      return;
    }
    done();
  }

  #answered(batch: readonly (Waiting | Turn)[], outcomes: readonly (Outcome | null)[]): void {
    batch.forEach((waiting, index) => {
      const outcome = outcomes[index];
      if (outcome?.kind === 'recorded' && !isTurn(waiting)) this.#tools.onRecorded(outcome, waiting.entry);
    });
  }

  #failed(waiting: Waiting, error: unknown): void {
    const isOfDatabase = hasCode(error, 'database-failed') || hasCode(error, 'database-busy');
    if (isOfDatabase) return;
    this.#tools.logger.error({ gate: waiting.gate, error }, 'an entry could not be handled');
    this.#setAside(waiting, bytesOf(waiting.entry), `it could not be handled: ${messageOf(error)}`);
  }

  #setAside({ gate, done }: Pick<Waiting, 'gate' | 'done'>, payload: Uint8Array, problem: string): void {
    const bad = { gate, topic: topicOf(gate, 'entries'), problem, payload };
    this.#tools.quarantine.add(bad)?.then(done, () => undefined);
  }
}

/** The message of an entry again, with all its fields. */
function bytesOf(entry: Entry): Uint8Array {
  return Buffer.from(JSON.stringify(entry));
}
