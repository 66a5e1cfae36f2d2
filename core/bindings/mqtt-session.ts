import type { Socket } from 'node:net';
import type { MqttClient } from 'mqtt';
import type { GateError } from '#core/errors/gate-error.js';
import type { LinkSession, SessionEvents } from '#core/links/kept-link.js';
import type { Clock } from '#core/ports/clock.js';
import type { PublishOptions } from '#core/ports/message-link.js';

export interface MqttConnection {
  readonly client: MqttClient;
  readonly socket: Socket;
  readonly clock: Clock;
  /** Why the connection ended, in words, from the last error there was. */
  readonly fault: (cause: Error | null) => GateError;
}

/** How long a goodbye may wait for the broker. */
const GOODBYE = 500;

/** One MQTT connection from its first byte to its end; whatever ends it, it ends once. */
export class MqttSession implements LinkSession {
  readonly #connection: MqttConnection;
  readonly #unanswered = new Set<(reason: GateError) => void>();
  readonly #ended: Promise<void>;
  #lastError: Error | null = null;
  #onLost: ((fault: GateError) => void) | null = null;
  #end: GateError | null = null;

  constructor(connection: MqttConnection) {
    this.#connection = connection;
    const { client, socket } = connection;
    const keep = (error: Error): void => {
      this.#lastError = error;
    };
    client.on('error', keep);
    socket.on('error', keep);
    this.#ended = new Promise((resolve) => {
      socket.once('close', () => {
        this.#finish();
        resolve();
      });
    });
  }

  /** Resolves when the subscriptions stand; fails when the connection ends before. */
  async established(subscriptions: readonly string[], events: SessionEvents): Promise<void> {
    const { client } = this.#connection;
    client.on('message', (topic, payload) => events.onMessage({ topic, payload }));
    await this.#answered((resolve) => client.once('connect', () => resolve()));
    if (subscriptions.length > 0) await this.subscribe(subscriptions);
    this.#onLost = (fault) => events.onLost(fault);
  }

  publish(topic: string, payload: string, options: PublishOptions): Promise<void> {
    return this.#answered((resolve, reject) => {
      this.#connection.client.publish(topic, payload, { ...options }, (error) => {
        if (error instanceof Error) reject(this.#connection.fault(error));
        else resolve();
      });
    });
  }

  /** Whether the connection is over. */
  get hasEnded(): boolean {
    return this.#end !== null;
  }

  /** @throws GateError `link-down` when the broker denies one of the filters, or the connection ends before. */
  subscribe(filters: readonly string[]): Promise<void> {
    return this.#answered((resolve, reject) => {
      this.#connection.client.subscribe([...filters], { qos: 1 }, (error, granted) => {
        const isDenied = granted?.some(({ qos }) => qos > 1) ?? false;
        if (error === null && !isDenied) resolve();
        else reject(this.#connection.fault(error));
      });
    });
  }

  /** @param leaving filters that shall not outlive the connection, where the broker keeps the session */
  close(leaving: readonly string[] = []): Promise<void> {
    const { client, socket, clock } = this.#connection;
    this.#onLost = null;
    if (leaving.length > 0) client.unsubscribe([...leaving], () => undefined);
    client.end(false);
    const cancel = clock.after(GOODBYE, () => socket.destroy());
    return this.#ended.then(cancel);
  }

  /** Ends it at once and without a goodbye. */
  abandon(): void {
    this.#connection.socket.destroy();
  }

  /** What the broker has not answered when the connection ends fails then: nothing waits for another connection. */
  #answered(ask: (resolve: () => void, reject: (reason: GateError) => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#end !== null) {
        reject(this.#end);
        return;
      }
      this.#unanswered.add(reject);
      const answer = (): void => {
        this.#unanswered.delete(reject);
        resolve();
      };
      ask(answer, (reason) => {
        this.#unanswered.delete(reject);
        reject(reason);
      });
    });
  }

  #finish(): void {
    const fault = this.#connection.fault(this.#lastError);
    this.#end = fault;
    this.#connection.client.end(true);
    for (const reject of this.#unanswered) reject(fault);
    this.#unanswered.clear();
    this.#onLost?.(fault);
  }
}
