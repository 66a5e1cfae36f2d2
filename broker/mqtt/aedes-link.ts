import type { Socket } from 'node:net';
import type { Client, PublishPacket } from 'aedes';
import type { Clock } from '#core/ports/clock.js';
import type { GateId } from '#core/units/ids.js';
import { closing, GateLink } from './gate-link.js';
import { LinkWriter } from './link-writer.js';
import type { BrokerEvents } from './mqtt-broker.js';
import { ReceiveWindow } from './receive-window.js';

/** A publish as it comes: its type leaves out the id that QoS 1 gives it. */
type IncomingPublish = PublishPacket & { readonly messageId?: number };

interface LinkTools {
  readonly gate: GateId;
  readonly events: BrokerEvents;
  readonly clock: Clock;
}

/**
 * A gate's connection in aedes. aedes reads packets and keeps the connection alive; what the service answers is written
 * here, many packets at once.
 */
export class AedesLink extends GateLink {
  readonly #client: Client;
  readonly #writer: LinkWriter;
  readonly #window = new ReceiveWindow();

  constructor(client: Client, tools: LinkTools) {
    const writer = new LinkWriter(client.conn as Socket, tools.clock);
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
    this.#writer = writer;
  }

  /**
   * Takes a publish. aedes is told that it has QoS 0, so that it acknowledges nothing and reads on; our acknowledgement
   * goes out when the service says so.
   */
  receive(packet: IncomingPublish, next: (error: Error | null) => void): void {
    const messageId = packet.qos === 1 ? packet.messageId : undefined;
    const taken = this.take(packet, () => {
      this.#window.release();
      if (messageId !== undefined && !this.#client.closed) this.#writer.acknowledge(messageId);
    });
    if (!taken) {
      next(closing());
      return;
    }
    packet.qos = 0;
    this.#window.take(() => next(null));
  }
}
