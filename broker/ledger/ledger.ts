import type { PassVerifier } from '#core/pass/pass-verifier.js';
import type { RefusedQr } from '#core/pass/qr-pass.js';
import type { Clock } from '#core/ports/clock.js';
import type { Entropy } from '#core/ports/entropy.js';
import type { Arrival, Outcome } from './arrival.js';
import { Places, prepared, questionsOf, type PreparedArrival } from './batch-context.js';
import { decideBatch, type BatchOutcome, type DecidedBatch } from './batch.js';
import type { AskedPass } from './credential-lookup.js';
import type { BatchFacts, BatchWrites, ChangedAlarms, LedgerStore } from './ledger-store.js';
import { Salts } from './salts.js';
import { TraceBook } from './trace-book.js';

interface LedgerTools {
  readonly store: LedgerStore;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly verifier: Pick<PassVerifier<AskedPass>, 'known' | 'check'>;
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
   * `writing`: see `LedgerStore.commit`.
   * @throws GateError of the database; any other error is a fault in the data of an arrival or in a rule.
   */
  async decide(
    arrivals: readonly Arrival[],
    writing: () => void = () => undefined,
  ): Promise<readonly Outcome[]> {
    const { store, clock } = this.#tools;
    const asked = await this.#prepared(arrivals);
    // Not the whole batch: its rows are garbage as soon as they are written down for the disk.
    let outcomes: readonly BatchOutcome[] = [];
    let lines: DecidedBatch['lines'] = [];
    const decide = (facts: BatchFacts): BatchWrites => {
      const tools = { places: this.#places, traces: this.#traces, salts: this.#salts, now: clock.now() };
      const decided = decideBatch(asked, facts, tools);
      ({ outcomes, lines } = decided);
      return decided;
    };
    const alarms = await store.commit(questionsOf(asked), decide, writing);
    this.#traces.stored(lines);
    return alarms.length === 0 ? outcomes.map(({ outcome }) => outcome) : withAlarms(outcomes, alarms);
  }

  async #prepared(arrivals: readonly Arrival[]): Promise<readonly PreparedArrival[]> {
    const { store } = this.#tools;
    const places = await store.places(arrivals.map(({ gate }) => gate));
    const qrs = await this.#qrs(arrivals);
    return prepared(arrivals, places, qrs);
  }

  /** What has become of the QR text of each arrival; most batches bring none that has to be checked, and wait for nothing. */
  async #qrs(arrivals: readonly Arrival[]): Promise<readonly (AskedPass | RefusedQr | null)[]> {
    const { verifier } = this.#tools;
    const unknown = new Set<string>();
    const qrs = arrivals.map(({ entry: { credential } }) => {
      if (credential.kind !== 'qr') return null;
      const known = verifier.known(credential.value);
      if (known === undefined) unknown.add(credential.value);
      return known ?? null;
    });
    if (unknown.size === 0) return qrs;
    const checked = new Map<string, AskedPass | RefusedQr>();
    const checks = [...unknown].map(async (text) => checked.set(text, await verifier.check(text)));
    await Promise.all(checks);
    return qrs.map((qr, index) => qr ?? checked.get(arrivals[index]?.entry.credential.value ?? '') ?? null);
  }
}

/** Puts the alarms of the changes, which come in order, back to the outcomes that asked for them. */
function withAlarms(outcomes: readonly BatchOutcome[], changed: ChangedAlarms): readonly Outcome[] {
  let next = 0;
  return outcomes.map(({ outcome, alarms }) => {
    const own = changed.slice(next, next + alarms.length).flat();
    next += alarms.length;
    return outcome.kind === 'recorded' ? { ...outcome, alarms: own } : outcome;
  });
}
