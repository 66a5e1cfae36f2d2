import { GateError } from '#core/errors/gate-error.js';
import type { GateId } from '#core/units/ids.js';
import { topicOf } from '#core/wire/topics.js';
import { isOwnName, publishAccess, subscribeAccess, type PublishRequest } from './access.js';
import type { BrokerEvents, GateConnection, ServiceTopic } from './mqtt-broker.js';

/** What a link needs of the broker's client: aedes has more. */
export interface LinkClient {
  /** Changes under our eyes, so not readonly. */
  closed: boolean;
  publish(packet: OutgoingPacket, done: () => void): void;
}

export interface OutgoingPacket {
  readonly cmd: 'publish';
  readonly topic: string;
  readonly payload: string;
  readonly qos: 1;
  readonly retain: false;
  readonly dup: false;
}

type IncomingPacket = PublishRequest & { readonly payload: Uint8Array | string };

/** One connection of a gate, from its CONNECT to its end. */
export class GateLink implements GateConnection {
  readonly gate: GateId;
  readonly #client: LinkClient;
  readonly #events: BrokerEvents;
  readonly #subscribed = new Set<ServiceTopic>();
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

  take(packet: IncomingPacket, done: (error?: Error | null) => void): void {
    const access = publishAccess(this.gate, packet);
    if (!access.granted) {
      this.#events.onRefused(access.reason, this.gate);
      done(closing());
      return;
    }
    const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
    // A will comes while its connection closes; anything else must not be acknowledged once that has happened.
    const isWill = this.#client.closed;
    const acknowledge = (): void => {
      if (isWill || !this.#client.closed) done(null);
    };
    this.#events.onMessage(this, { name: access.value, payload, done: acknowledge });
  }

  maySubscribe(filter: string, qos: number): boolean {
    const access = subscribeAccess(this.gate, { filter, qos });
    if (!access.granted) this.#events.onRefused(access.reason, this.gate);
    return access.granted;
  }

  /** Subscribes to what `maySubscribe` has let through. */
  subscribe(filters: readonly string[]): void {
    for (const name of this.#namesOf(filters)) {
      this.#subscribed.add(name);
      this.#events.onSubscribe(this, name);
    }
  }

  unsubscribe(filters: readonly string[]): void {
    for (const name of this.#namesOf(filters)) this.#subscribed.delete(name);
  }

  publish(name: ServiceTopic, payload: string): boolean {
    if (this.#client.closed || !this.#subscribed.has(name)) return false;
    const topic = topicOf(this.gate, name);
    this.#client.publish(
      { cmd: 'publish', topic, payload, qos: 1, retain: false, dup: false },
      () => undefined,
    );
    return true;
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
