import { GateError } from '#core/errors/gate-error.js';
import type { LinkIdentity, LinkMessage, LinkWill, PublishOptions } from '#core/ports/message-link.js';
import type { LinkSession, SessionEvents } from './kept-link.js';

interface Client {
  readonly identity: LinkIdentity;
  readonly events: SessionEvents;
  readonly will: LinkWill | null;
}

/** A broker in memory, with faults at hand: it can go away, cut one client off, and refuse a password. */
export class MemoryBroker {
  readonly address = 'memory';
  /** Everything that was published, in order. */
  readonly published: LinkMessage[] = [];
  readonly #clients = new Map<string, Client>();
  readonly #retained = new Map<string, LinkMessage>();
  readonly #passwords = new Map<string, string>();
  #isListening = true;

  /** From now on the client needs this password; clients without one are not asked. */
  setPassword(client: string, password: string): void {
    this.#passwords.set(client, password);
  }

  /** @throws GateError `link-down` or `link-refused`. */
  async connect(identity: LinkIdentity, events: SessionEvents): Promise<LinkSession> {
    await Promise.resolve();
    const { client: id } = identity;
    if (!this.#isListening) throw this.#down('nothing listens there');
    const password = this.#passwords.get(id) ?? identity.password;
    if (password !== identity.password)
      throw new GateError('link-refused', { address: this.address, gate: id });
    this.cut(id);
    const client: Client = { identity, events, will: identity.will?.() ?? null };
    this.#clients.set(id, client);
    for (const message of this.#retained.values()) deliver(client, message);
    return this.#session(client);
  }

  /** Cuts a client off without a goodbye: its will is published. */
  cut(id: string): void {
    const client = this.#clients.get(id);
    if (client === undefined) return;
    this.#clients.delete(id);
    if (client.will !== null) {
      const { topic, payload, options } = client.will;
      this.#route({ topic, payload: new TextEncoder().encode(payload) }, options);
    }
    client.events.onLost(this.#down('the connection was cut'));
  }

  /** The broker goes away; its retained messages and its clients with it. */
  goDown(): void {
    this.#isListening = false;
    this.#retained.clear();
    const clients = [...this.#clients.values()];
    this.#clients.clear();
    for (const { events } of clients) events.onLost(this.#down('the connection was cut'));
  }

  comeUp(): void {
    this.#isListening = true;
  }

  #session(client: Client): LinkSession {
    const { client: id } = client.identity;
    const isConnected = (): boolean => this.#clients.get(id) === client;
    return {
      publish: async (topic, payload, options) => {
        if (!isConnected()) throw this.#down('the connection was cut');
        this.#route({ topic, payload: new TextEncoder().encode(payload) }, options);
        await Promise.resolve();
      },
      close: () => {
        if (isConnected()) this.#clients.delete(id);
        return Promise.resolve();
      },
    };
  }

  #route(message: LinkMessage, options: PublishOptions): void {
    this.published.push(message);
    if (options.retain) this.#retained.set(message.topic, message);
    for (const client of [...this.#clients.values()]) deliver(client, message);
  }

  #down(problem: string): GateError {
    return new GateError('link-down', { address: this.address, problem });
  }
}

function deliver({ identity, events }: Client, message: LinkMessage): void {
  if (identity.subscriptions.some((filter) => matches(filter, message.topic))) {
    queueMicrotask(() => events.onMessage(message));
  }
}

/** MQTT 3.1.1 section 4.7: `+` stands for one level, a last `#` for all that follow. */
function matches(filter: string, topic: string): boolean {
  const filters = filter.split('/');
  const levels = topic.split('/');
  const isDeep = filters.at(-1) === '#';
  if (isDeep ? levels.length < filters.length - 1 : levels.length !== filters.length) return false;
  return filters.every((level, index) => level === '#' || level === '+' || level === levels[index]);
}
