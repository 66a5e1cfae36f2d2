import { GateError } from '#core/errors/gate-error.js';
import { connectAccess, type ConnectRequest, type PublishRequest } from './access.js';
import { GateLink, type LinkClient } from './gate-link.js';
import type { BrokerEvents, BrokerOptions, MqttBroker } from './mqtt-broker.js';

/** What a client in memory shows at the door. */
export interface MemoryConnect extends Omit<ConnectRequest, 'protocolVersion' | 'will'> {
  readonly userName: string;
  readonly password: string;
  readonly will?: PublishRequest & { readonly payload: string };
}

/** What a client in memory receives. */
export type MemoryListener = (topic: string, payload: string) => void;

/** The broker without a network: same access rules, same events, same order. */
export class MemoryBroker implements MqttBroker {
  readonly address: MqttBroker['address'];
  readonly problem = null;
  readonly #events: BrokerEvents;
  readonly #clients = new Map<string, MemoryClient>();
  #stopped = false;

  constructor(options: BrokerOptions, events: BrokerEvents) {
    this.address = options;
    this.#events = events;
  }

  get connections(): number {
    return this.#clients.size;
  }

  /**
   * Connects a client; a connection of the same gate makes room for it.
   * @throws GateError `link-refused`, or `link-down` when the broker has stopped
   */
  connect(request: MemoryConnect, listener: MemoryListener): MemoryClient {
    const address = `${this.address.host}:${this.address.port}`;
    if (this.#stopped) throw new GateError('link-down', { address, problem: 'the broker has stopped' });
    const access = connectAccess({ ...request, protocolVersion: 4, will: request.will ?? null });
    if (!access.granted) {
      this.#events.onRefused(access.reason, null);
      throw new GateError('link-refused', { address, gate: request.clientId });
    }
    const gate = access.value;
    const client = new MemoryClient(listener, {
      link: (own) => new GateLink(own, { gate, events: this.#events }),
      will: request.will ?? null,
      onEnd: () => {
        if (this.#clients.get(gate) === client) this.#clients.delete(gate);
      },
    });
    if (!client.link.isAuthentic(request.userName, new TextEncoder().encode(request.password))) {
      throw new GateError('link-refused', { address, gate });
    }
    this.#clients.get(gate)?.cut();
    this.#clients.set(gate, client);
    client.link.announce();
    return client;
  }

  stop(): Promise<void> {
    this.#stopped = true;
    for (const client of [...this.#clients.values()]) client.cut();
    return Promise.resolve();
  }
}

interface MemoryClientParts {
  link(client: LinkClient): GateLink;
  readonly will: MemoryConnect['will'] | null;
  onEnd(): void;
}

/** A client's end of a connection in memory. */
export class MemoryClient implements LinkClient {
  closed = false;
  readonly link: GateLink;
  readonly #listener: MemoryListener;
  readonly #parts: MemoryClientParts;

  constructor(listener: MemoryListener, parts: MemoryClientParts) {
    this.#listener = listener;
    this.#parts = parts;
    this.link = parts.link(this);
  }

  /** From the broker to the client, one turn of the event loop later, as on a network. */
  publish(topic: string, payload: string): void {
    setImmediate(() => {
      if (!this.closed) this.#listener(topic, payload);
    });
  }

  /** From the client to the broker; resolves with the acknowledgement. @throws GateError `link-down` when cut off */
  send(request: PublishRequest, payload: string | Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.closed) {
        reject(cutOff());
        return;
      }
      const isTaken = this.link.take({ ...request, payload }, () => {
        if (!this.closed) resolve();
      });
      if (isTaken) return;
      this.cut();
      reject(cutOff());
    });
  }

  /** @throws GateError `link-down`: a refused subscription ends the connection */
  subscribe(filter: string, qos: number): void {
    if (this.closed || !this.link.maySubscribe(filter, qos)) {
      this.cut();
      throw cutOff();
    }
    this.link.subscribe([filter]);
  }

  /** Ends without a goodbye: the will is sent. */
  cut(): void {
    this.#end(this.#parts.will ?? null);
  }

  /** Says goodbye: the will is forgotten. */
  disconnect(): void {
    this.#end(null);
  }

  #end(will: MemoryConnect['will'] | null): void {
    if (this.closed) return;
    this.closed = true;
    if (will !== null && will !== undefined) this.link.take(will, () => undefined);
    this.#parts.onEnd();
    this.link.end();
  }
}

function cutOff(): GateError {
  return new GateError('link-down', { address: 'memory', problem: 'the connection was closed' });
}
