import { GateError } from '#core/errors/gate-error.js';
import type { GateId } from '#core/units/ids.js';
import { topicOf } from '#core/wire/topics.js';
import { isOwnName, publishAccess, subscribeAccess, type PublishRequest } from './access.js';
import type { BrokerEvents, GateConnection, GatewayTopic, ServiceTopic } from './mqtt-broker.js';

/** What a link needs of the broker's client. */
export interface LinkClient {
  readonly closed: boolean;
  /** Sends with QoS 1. */
  publish(topic: string, payload: string): void;
}

type IncomingPacket = PublishRequest & { readonly payload: Uint8Array | string };

/** One connection of a gate, from its CONNECT to its end. */
export class GateLink implements GateConnection {
  readonly gate: GateId;
  readonly #client: LinkClient;
  readonly #events: BrokerEvents;
  /** The full topics by name. */
  readonly #subscribed = new Map<ServiceTopic, string>();
  /** What the gate has been found to be allowed to publish on. */
  readonly #publishes = new Map<string, GatewayTopic>();
  #isAnnounced = false;

  constructor(client: LinkClient, of: { gate: GateId; events: BrokerEvents }) {
    this.gate = of.gate;
    this.#client = client;
    this.#events = of.events;
  }

  isAuthentic(userName: string | undefined, password: Uint8Array | undefined): boolean {
    const isOwn = isOwnName(this.gate, userName);
    const isRight = this.#events.authenticate(this.gate, password ?? new Uint8Array());
    if (!isOwn) this.#events.onRefused('the user name is not the client id', null);
    else if (!isRight) this.#events.onRefused('the password is wrong', this.gate);
    return isOwn && isRight;
  }

  announce(): void {
    this.#isAnnounced = true;
    this.#events.onConnect(this);
  }

  end(): void {
    if (this.#isAnnounced) this.#events.onDisconnect(this);
    this.#isAnnounced = false;
  }

  /** Hands a publish on, unless the access rules forbid it. `done` comes when it may be acknowledged. */
  take(packet: IncomingPacket, done: () => void): boolean {
    const name = this.#topicOf(packet);
    if (name === null) return false;
    const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
    this.#events.onMessage(this, { name, payload, done });
    return true;
  }

  maySubscribe(filter: string, qos: number): boolean {
    const access = subscribeAccess(this.gate, { filter, qos });
    if (!access.granted) this.#events.onRefused(access.reason, this.gate);
    return access.granted;
  }

  /** Subscribes to what `maySubscribe` has let through. */
  subscribe(filters: readonly string[]): void {
    for (const name of this.#namesOf(filters)) {
      this.#subscribed.set(name, topicOf(this.gate, name));
      this.#events.onSubscribe(this, name);
    }
  }

  unsubscribe(filters: readonly string[]): void {
    for (const name of this.#namesOf(filters)) this.#subscribed.delete(name);
  }

  publish(name: ServiceTopic, payload: string): boolean {
    const topic = this.#subscribed.get(name);
    if (topic === undefined || this.#client.closed) return false;
    this.#client.publish(topic, payload);
    return true;
  }

  /** The same few topics come again and again, so each is looked at once. */
  #topicOf(packet: PublishRequest): GatewayTopic | null {
    const isPlain = packet.qos < 2 && !packet.retain;
    const known = isPlain ? this.#publishes.get(packet.topic) : undefined;
    if (known !== undefined) return known;
    const access = publishAccess(this.gate, packet);
    if (!access.granted) {
      this.#events.onRefused(access.reason, this.gate);
      return null;
    }
    if (isPlain) this.#publishes.set(packet.topic, access.value);
    return access.value;
  }

  #namesOf(filters: readonly string[]): readonly ServiceTopic[] {
    return filters.flatMap((filter) => {
      const access = subscribeAccess(this.gate, { filter, qos: 1 });
      return access.granted ? [access.value] : [];
    });
  }
}

/** What makes the broker close a connection. */
export function closing(): GateError {
  return new GateError('not-allowed', { role: 'gate' });
}
