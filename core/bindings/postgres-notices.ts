import type { Client } from 'pg';
import type { Clock } from '#core/ports/clock.js';
import type { Entropy } from '#core/ports/entropy.js';
import type { SqlNotices } from '#core/ports/sql-notices.js';
import { retrySchedule, SERIAL_RETRY } from '#core/retry-schedule.js';
import { postgresClient } from './postgres-client.js';

interface NoticeTools {
  readonly url: string;
  readonly application: string;
  readonly clock: Clock;
  readonly entropy: Entropy;
}

type Heard = (from: string | null) => void;

/** Hears `notify` of PostgreSQL on a connection of its own, which is made anew whenever it breaks. */
export function postgresNotices(tools: NoticeTools): SqlNotices {
  return new PostgresNotices(tools);
}

class PostgresNotices implements SqlNotices {
  readonly #tools: NoticeTools;
  readonly #channels = new Map<string, Set<Heard>>();
  #client: Client | null = null;
  #isReady = false;
  #waits: Generator<number, never>;
  #cancelWait: () => void = () => undefined;
  #closed = false;

  constructor(tools: NoticeTools) {
    this.#tools = tools;
    this.#waits = retrySchedule(SERIAL_RETRY, tools.entropy);
  }

  listen(channel: string, heard: Heard): () => void {
    const others = this.#channels.get(channel) ?? new Set();
    this.#channels.set(channel, others.add(heard));
    if (this.#client === null) this.#connect();
    else if (this.#isReady) this.#subscribe(this.#client, channel);
    return () => {
      others.delete(heard);
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelWait();
    const client = this.#client;
    this.#client = null;
    await client?.end();
  }

  #connect(): void {
    if (this.#closed) return;
    const client = postgresClient({ ...this.#tools, answerLimit: 0 });
    this.#client = client;
    client.on('notification', ({ channel, payload }) => {
      for (const heard of this.#channels.get(channel) ?? []) heard(payload ?? '');
    });
    client.once('end', () => this.#lost(client));
    client
      .connect()
      .then(() => {
        this.#isReady = true;
        this.#waits = retrySchedule(SERIAL_RETRY, this.#tools.entropy);
        for (const channel of this.#channels.keys()) this.#subscribe(client, channel);
      })
      .catch(() => this.#lost(client));
  }

  /** Whatever was called before the subscription stood is made good by a look. */
  #subscribe(client: Client, channel: string): void {
    client
      .query(`listen ${channel}`)
      .then(() => {
        for (const heard of this.#channels.get(channel) ?? []) heard(null);
      })
      .catch(() => this.#lost(client));
  }

  #lost(client: Client): void {
    if (this.#client !== client) return;
    this.#client = null;
    this.#isReady = false;
    client.end().catch(() => undefined);
    if (this.#closed) return;
    this.#cancelWait = this.#tools.clock.after(this.#waits.next().value, () => this.#connect());
  }
}
