import type { PassVerifier } from '#core/pass/pass-verifier.js';
import type { QrFinding } from '#core/pass/qr-pass.js';
import type { Clock } from '#core/ports/clock.js';
import type { Entropy } from '#core/ports/entropy.js';
import type { Arrival, Outcome } from './arrival.js';
import { Places, prepared, questionsOf, type PreparedArrival } from './batch-context.js';
import { decideBatch, type BatchOutcome, type DecidedBatch } from './batch.js';
import type { BatchFacts, ChangedAlarms, LedgerStore } from './ledger-store.js';
import { Salts } from './salts.js';
import { TraceBook } from './trace-book.js';

interface LedgerTools {
  readonly store: LedgerStore;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly verifier: Pick<PassVerifier, 'known' | 'check'>;
}

/**
 * Decides and records entries: read, rule and write in one transaction, so that no two gates can let the same household
 * out (DESIGN section 3, step 3). Idempotent on `(journal, seq)`.
 */
export class Ledger {
  readonly #tools: LedgerTools;
  readonly #places = new Places();
  readonly #traces = new TraceBook();
  readonly #salts: Salts;

  constructor(tools: LedgerTools) {
    this.#tools = tools;
    this.#salts = new Salts(tools.entropy);
  }

  /**
   * The outcome of each arrival, in order. When it resolves, all of them are committed; when it throws, none is.
   * `prepared`: see `LedgerStore.commit`.
   * @throws GateError of the database; any other error is a fault in the data of an arrival or in a rule.
   */
  async decide(
    arrivals: readonly Arrival[],
    prepared: () => void = () => undefined,
  ): Promise<readonly Outcome[]> {
    const { store, clock } = this.#tools;
    const asked = await this.#prepared(arrivals);
    const decide = (facts: BatchFacts): DecidedBatch => {
      const tools = {
        places: this.#places,
        traces: this.#traces,
        salts: this.#salts,
        now: clock.now(),
      };
      return decideBatch(asked, facts, tools);
    };
    const { writes, alarms } = await store.commit(questionsOf(asked), decide, prepared);
    this.#traces.stored(writes.lines);
    return alarms.length === 0
      ? writes.outcomes.map(({ outcome }) => outcome)
      : withAlarms(writes.outcomes, alarms);
  }

  async #prepared(arrivals: readonly Arrival[]): Promise<readonly PreparedArrival[]> {
    const { store, verifier } = this.#tools;
    const places = await store.places(arrivals.map(({ gate }) => gate));
    const fresh = await this.#checked(arrivals);
    return prepared(arrivals, places, (text) => fresh.get(text) ?? verifier.known(text) ?? NOT_CHECKED);
  }

  /** The findings of texts that were not known yet. Most batches have none, and wait for nothing. */
  async #checked(arrivals: readonly Arrival[]): Promise<ReadonlyMap<string, QrFinding>> {
    const { verifier } = this.#tools;
    const texts = new Set<string>();
    for (const { entry } of arrivals) {
      const { kind, value } = entry.credential;
      if (kind === 'qr' && verifier.known(value) === undefined) texts.add(value);
    }
    if (texts.size === 0) return NOTHING_CHECKED;
    const findings = await Promise.all(
      [...texts].map(async (text) => [text, await verifier.check(text)] as const),
    );
    return new Map(findings);
  }
}

const NOTHING_CHECKED: ReadonlyMap<string, QrFinding> = new Map();
/** Only for a text that was forgotten while the batch waited for others, because a key or pass changed just then. */
const NOT_CHECKED: QrFinding = { kind: 'key-unknown', key: '' };

/** Puts the alarms of the changes, which come in order, back to the outcomes that asked for them. */
function withAlarms(outcomes: readonly BatchOutcome[], changed: ChangedAlarms): readonly Outcome[] {
  let next = 0;
  return outcomes.map(({ outcome, alarms }) => {
    const own = changed.slice(next, next + alarms.length).flat();
    next += alarms.length;
    return outcome.kind === 'recorded' ? { ...outcome, alarms: own } : outcome;
  });
}
