import type { Logger } from '#core/ports/logger.js';
import type { LinkMessage } from '#core/ports/message-link.js';
import type { GateId, JournalId } from '#core/units/ids.js';
import { DecisionSchema, type Decision } from '#core/wire/decision.js';
import { messageParser, type Parsed } from '#core/wire/parse-message.js';
import { ReceiptSchema, type Receipt } from '#core/wire/receipt.js';
import { topicOf } from '#core/wire/topics.js';

interface InboxParts {
  readonly gate: GateId;
  readonly journal: JournalId;
  readonly logger: Logger;
}

interface InboxListener {
  onDecision(decision: Decision): void;
  onReceipt(receipt: Receipt): void;
}

const parseDecision = messageParser(DecisionSchema);
const parseReceipt = messageParser(ReceiptSchema);

/** Reads what the service says; what cannot be understood is counted and stops nothing. */
export class Inbox {
  readonly #parts: InboxParts;
  readonly #listener: InboxListener;
  #rejected = 0;
  #lastRejection = '';

  constructor(parts: InboxParts, listener: InboxListener) {
    this.#parts = parts;
    this.#listener = listener;
  }

  get rejected(): number {
    return this.#rejected;
  }

  receive({ topic, payload }: LinkMessage): void {
    const { gate } = this.#parts;
    if (topic === topicOf(gate, 'decisions')) {
      this.#take(topic, parseDecision(payload), (decision) => this.#listener.onDecision(decision));
    } else if (topic === topicOf(gate, 'receipts')) {
      this.#take(topic, parseReceipt(payload), (receipt) => this.#listener.onReceipt(receipt));
    } else {
      this.#reject(topic, 'nothing is expected there');
    }
  }

  #take<T extends Decision | Receipt>(topic: string, parsed: Parsed<T>, use: (message: T) => void): void {
    if (!parsed.ok) this.#reject(topic, parsed.problem);
    else if (parsed.value.journal !== this.#parts.journal) this.#reject(topic, 'it is for another journal');
    else use(parsed.value);
  }

  #reject(topic: string, problem: string): void {
    this.#rejected += 1;
    const rejection = `a message on ${topic} was set aside: ${problem}`;
    if (rejection !== this.#lastRejection) this.#parts.logger.warn({}, rejection);
    this.#lastRejection = rejection;
  }
}
