import type { Client, PublishPacket } from 'aedes';
import type { Clock } from '#core/ports/clock.js';
import type { GateId } from '#core/units/ids.js';
import { EntryBypass } from './entry-bypass.js';
import { closing, GateLink } from './gate-link.js';
import type { GateStream } from './gate-stream.js';
import { LinkWriter } from './link-writer.js';
import type { BrokerEvents } from './mqtt-broker.js';
import { ReceiveWindow } from './receive-window.js';

/** A publish as it comes: its type leaves out the id that QoS 1 gives it. */
type IncomingPublish = PublishPacket & { readonly messageId?: number };

interface LinkTools {
  readonly gate: GateId;
  /** In seconds. */
  readonly keepalive: number;
  readonly events: BrokerEvents;
  readonly clock: Clock;
}

/**
 * A gate's connection in aedes. aedes lets it in, reads packets and keeps the connection alive; entries take a shorter way
 * (`EntryBypass`), and what the service answers is written here, many packets at once.
 */
export class AedesLink extends GateLink {
  readonly #client: Client;
  readonly #stream: GateStream;
  readonly #tools: LinkTools;
  readonly #writer: LinkWriter;
  readonly #window: ReceiveWindow;

  constructor(client: Client, tools: LinkTools) {
    const stream = client.conn as GateStream;
    const writer = new LinkWriter(stream.socket, tools.clock);
    super(
      {
        get closed() {
          return client.closed;
        },
        publish: (topic, payload) => writer.publish(topic, payload),
      },
      tools,
    );
    this.#client = client;
    this.#stream = stream;
    this.#tools = tools;
    this.#writer = writer;
    this.#window = new ReceiveWindow(stream);
  }

  override announce(): void {
    super.announce();
    const bypass = new EntryBypass({
      ...this.#tools,
      onEntry: (payload, messageId) => {
        this.#window.take();
        this.#tools.events.onMessage(this, { name: 'entries', payload, done: this.#done(messageId) });
      },
    });
    this.#stream.takeBy(bypass.take);
  }

  /**
   * Takes a publish. aedes is told that it has QoS 0, so that it acknowledges nothing and reads on; our acknowledgement
   * goes out when the service says so.
   */
  receive(packet: IncomingPublish, next: (error: Error | null) => void): void {
    const messageId = packet.qos === 1 ? packet.messageId : undefined;
    this.#window.take();
    const isTaken = this.take(packet, this.#done(messageId));
    packet.qos = 0;
    next(isTaken ? null : closing());
  }

  #done(messageId: number | undefined): () => void {
    return () => {
      this.#window.release();
      if (messageId !== undefined && !this.#client.closed) this.#writer.acknowledge(messageId);
    };
  }
}
