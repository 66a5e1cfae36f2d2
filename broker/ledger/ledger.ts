import type { QrVerifier } from '#core/pass/remembering-verifier.js';
import type { Clock } from '#core/ports/clock.js';
import type { Arrival, Outcome } from './arrival.js';
import { ContextReader } from './batch-context.js';
import { decideBatch, type BatchOutcome } from './batch.js';
import type { LedgerSession, LedgerStore } from './ledger-store.js';

interface LedgerTools {
  readonly store: LedgerStore;
  readonly clock: Clock;
  /** The verifier of the present key ring. */
  readonly verifier: () => QrVerifier;
}

/**
 * Decides and records entries: read, rule and write in one transaction, so that no two gates can let the same household
 * out (DESIGN section 3, step 3). Idempotent on `(journal, seq)`.
 */
export class Ledger {
  readonly #store: LedgerStore;
  readonly #clock: Clock;
  readonly #reader: ContextReader;

  constructor(tools: LedgerTools) {
    this.#store = tools.store;
    this.#clock = tools.clock;
    this.#reader = new ContextReader(tools.verifier);
  }

  /**
   * The outcome of each arrival, in order. When it resolves, all of them are committed; when it throws, none is.
   * @throws GateError of the database; any other error is a fault in the data of an arrival or in a rule.
   */
  decide(arrivals: readonly Arrival[]): Promise<readonly Outcome[]> {
    return this.#store.transaction(async (session) => {
      const context = await this.#reader.read(arrivals, session);
      const result = decideBatch(context, this.#clock.now());
      if (result.rows.length > 0) await session.addEntries(result.rows);
      if (result.states.length > 0) await session.putStates(result.states);
      const outcomes: Outcome[] = [];
      for (const one of result.outcomes) outcomes.push(await withAlarms(one, session));
      return outcomes;
    });
  }
}

async function withAlarms(one: BatchOutcome, session: LedgerSession): Promise<Outcome> {
  if (one.alarms.length === 0 || one.outcome.kind !== 'recorded') return one.outcome;
  const alarms = [];
  for (const change of one.alarms) alarms.push(...(await session.changeAlarm(change)));
  return { ...one.outcome, alarms };
}
