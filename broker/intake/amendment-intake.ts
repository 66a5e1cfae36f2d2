import type { Alarm } from '#core/api/alarms.js';
import type { AmendmentRecord, NewAmendment } from '#core/api/amendments.js';
import type { Amendments, EntryKey } from '#core/api/central.js';
import { GateError, hasCode, messageOf } from '#core/errors/gate-error.js';
import type { Clock } from '#core/ports/clock.js';
import type { Logger } from '#core/ports/logger.js';
import { AmendmentSchema, type Amendment } from '#core/wire/amendment.js';
import { messageParser } from '#core/wire/parse-message.js';
import { topicOf } from '#core/wire/topics.js';
import {
  arrivalOfController,
  arrivalOfGate,
  type AmendmentArrival,
  type AmendmentOutcome,
} from '../amendments/amendment-arrival.js';
import type { GateConnection, GateMessage } from '../mqtt/mqtt-broker.js';
import type { EntryIntake } from './entry-intake.js';
import type { Turn } from './in-turn.js';
import type { Quarantine } from './quarantine.js';

interface IntakeTools {
  /** See `Amender.amend`. */
  readonly amend: (arrival: AmendmentArrival) => Promise<AmendmentOutcome>;
  readonly entries: Pick<EntryIntake, 'behind' | 'receipt'>;
  readonly quarantine: Pick<Quarantine, 'add'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called after the commit of each new amendment. */
  readonly onRecorded: (record: AmendmentRecord, alarms: readonly Alarm[]) => void;
}

const parseAmendment = messageParser(AmendmentSchema);

/** Takes amendments of gates and controllers to the ledger, each behind the entries that came before it. */
export class AmendmentIntake implements Amendments {
  readonly #tools: IntakeTools;

  constructor(tools: IntakeTools) {
    this.#tools = tools;
  }

  /** Takes a message of a gate. It is answered with a receipt once it is committed. */
  accept(connection: GateConnection, message: GateMessage): void {
    const parsed = parseAmendment(message.payload);
    if (!parsed.ok) {
      this.#setAside(connection, message, parsed.problem);
      return;
    }
    const arrival = arrivalOfGate(connection.gate, parsed.value, this.#tools.clock.now());
    this.#tools.entries.behind({
      run: async () => {
        const outcome = await this.#amend(arrival);
        this.#settle(outcome, parsed.value, { connection, message });
      },
      failed: (error) => {
        this.#failed(error, connection, message);
      },
    });
  }

  add(entry: EntryKey, amendment: NewAmendment, author: string): Promise<AmendmentRecord> {
    const at = this.#tools.clock.now();
    const arrival = arrivalOfController(entry, amendment, { author, at });
    return new Promise((resolve, reject: (error: unknown) => void) => {
      const turn: Turn = {
        run: async () => {
          const outcome = await this.#amend(arrival);
          if (outcome.kind === 'recorded') resolve(outcome.record);
          else reject(faultOf(outcome, entry));
        },
        failed: reject,
      };
      if (!this.#tools.entries.behind(turn)) reject(tooBusy());
    });
  }

  async #amend(arrival: AmendmentArrival): Promise<AmendmentOutcome> {
    const outcome = await this.#tools.amend(arrival);
    if (outcome.kind === 'recorded') this.#tools.onRecorded(outcome.record, outcome.alarms);
    return outcome;
  }

  #settle(
    outcome: AmendmentOutcome,
    { journal, seq, entry }: Amendment,
    from: { readonly connection: GateConnection; readonly message: GateMessage },
  ): void {
    const { connection, message } = from;
    if (outcome.kind === 'entry-missing') {
      this.#setAside(connection, message, `the ledger has no entry ${entry} of this journal yet`);
    } else if (outcome.kind === 'refused') {
      this.#setAside(connection, message, outcome.problem);
    } else {
      this.#tools.entries.receipt(connection, { journal, seq });
      if (outcome.kind === 'repeat' && outcome.problem !== null) {
        this.#setAside(connection, message, outcome.problem);
      } else {
        message.done();
      }
    }
  }

  #failed(error: unknown, connection: GateConnection, message: GateMessage): void {
    if (hasCode(error, 'database-failed') || hasCode(error, 'database-busy')) return;
    this.#tools.logger.error({ gate: connection.gate, error }, 'an amendment could not be handled');
    this.#setAside(connection, message, `it could not be handled: ${messageOf(error)}`);
  }

  #setAside({ gate }: GateConnection, { payload, done }: GateMessage, problem: string): void {
    const bad = { gate, topic: topicOf(gate, 'amendments'), problem, payload };
    this.#tools.quarantine.add(bad)?.then(done, () => undefined);
  }
}

function faultOf(outcome: Exclude<AmendmentOutcome, { kind: 'recorded' }>, entry: EntryKey): GateError {
  if (outcome.kind === 'entry-missing') {
    return new GateError('not-found', { kind: 'entry', id: `${entry.journal}/${entry.seq}` });
  }
  return new GateError('request-invalid', { problem: outcome.problem ?? 'it is there already' });
}

function tooBusy(): GateError {
  const problem = 'too much waits for the ledger, or the service is stopping';
  return new GateError('database-busy', { path: 'ledger', action: 'amend', problem });
}
