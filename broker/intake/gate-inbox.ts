import type { Clock } from '#core/ports/clock.js';
import type { Logger } from '#core/ports/logger.js';
import { HealthSchema } from '#core/wire/health.js';
import { messageParser, type MessageParser } from '#core/wire/parse-message.js';
import { StatusSchema } from '#core/wire/status.js';
import { topicOf } from '#core/wire/topics.js';
import { connected, disconnected, reported, said } from '../gates/gate-presence.js';
import type { GateBoard } from '../gates/gate-board.js';
import type { BrokerEvents, GateConnection, GateMessage, ServiceTopic } from '../mqtt/mqtt-broker.js';
import type { AmendmentIntake } from './amendment-intake.js';
import type { EntryIntake } from './entry-intake.js';
import type { Quarantine } from './quarantine.js';

interface InboxTools {
  readonly board: GateBoard;
  readonly entries: Pick<EntryIntake, 'accept' | 'subscribed'>;
  readonly amendments: Pick<AmendmentIntake, 'accept'>;
  readonly quarantine: Pick<Quarantine, 'add'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

const parseStatus = messageParser(StatusSchema);
const parseHealth = messageParser(HealthSchema);

/** Sorts what gates send: entries to the ledger, status and health to the board, what can not be read to quarantine. */
export class GateInbox implements Omit<BrokerEvents, 'authenticate' | 'onRefused'> {
  readonly #tools: InboxTools;

  constructor(tools: InboxTools) {
    this.#tools = tools;
  }

  onConnect({ gate }: GateConnection): void {
    const now = this.#tools.clock.now();
    this.#tools.logger.info({ gate }, 'a gate has connected');
    this.#tools.board.step(gate, (presence) => connected(presence, now));
  }

  onDisconnect({ gate }: GateConnection): void {
    this.#tools.logger.info({ gate }, 'a gate has disconnected');
    this.#tools.board.step(gate, disconnected);
  }

  onSubscribe(connection: GateConnection, name: ServiceTopic): void {
    this.#tools.entries.subscribed(connection, name);
  }

  onMessage(connection: GateConnection, message: GateMessage): void {
    const { gate } = connection;
    const { board, entries, amendments } = this.#tools;
    board.heard(gate);
    switch (message.name) {
      case 'entries':
        entries.accept(connection, message);
        break;
      case 'status':
        this.#read({ connection, message, parse: parseStatus }, (status) => {
          board.step(gate, (presence) => said(presence, status));
        });
        break;
      case 'health':
        this.#read({ connection, message, parse: parseHealth }, (health) => {
          board.step(gate, (presence) => reported(presence, health));
        });
        break;
      case 'amendments':
        amendments.accept(connection, message);
        break;
      case 'requests':
        this.#setAside(connection, message, `this version of the service takes no ${message.name}`);
    }
  }

  #read<T>(
    one: { connection: GateConnection; message: GateMessage; parse: MessageParser<T> },
    use: (value: T) => void,
  ): void {
    const parsed = one.parse(one.message.payload);
    if (parsed.ok) {
      use(parsed.value);
      one.message.done();
    } else {
      this.#setAside(one.connection, one.message, parsed.problem);
    }
  }

  #setAside({ gate }: GateConnection, { name, payload, done }: GateMessage, problem: string): void {
    this.#tools.quarantine
      .add({ gate, topic: topicOf(gate, name), problem, payload })
      ?.then(done, () => undefined);
  }
}
