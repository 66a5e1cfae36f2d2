import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { gateId, journalId } from '#core/units/ids.js';
import type { Decision } from '#core/wire/decision.js';
import type { Entry } from '#core/wire/entry.js';
import { topicOf } from '#core/wire/topics.js';
import { entryOf } from '../../broker/support/entries.js';
import { statusOf } from '../../broker/support/external-gate.js';
import { RawMqttClient } from '../../broker/support/raw-mqtt-client.js';

interface RawGateOptions {
  readonly gate: string;
  readonly password: string;
  readonly port: number;
}

const PAUSE = 20;
const RESEND = 1_000;

/** A gate of few words over plain MQTT: keeps each entry and sends it again until its decision has come. */
export class RawGate {
  readonly journal = journalId(randomUUID());
  /** Every decision that came, by `seq`. */
  readonly decisions = new Map<number, Decision[]>();
  readonly #options: RawGateOptions;
  readonly #entries: Entry[] = [];
  readonly #sentAt = new Map<number, number>();
  #isStopped = false;
  #running: Promise<void> = Promise.resolve();

  constructor(options: RawGateOptions) {
    this.#options = options;
  }

  /** Entries made so far. */
  get made(): number {
    return this.#entries.length;
  }

  get undecided(): number {
    return this.#entries.filter(({ seq }) => !this.decisions.has(seq)).length;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Somebody presents the flat. */
  present(flat: string): void {
    const seq = this.#entries.length + 1;
    const credential = { kind: 'flat', value: flat } as const;
    this.#entries.push(entryOf({ journal: this.journal, seq, at: Date.now(), credential }));
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      const client = await this.#connect().catch(() => null);
      if (client === null) await wait(100);
      else await this.#serve(client);
    }
  }

  async #connect(): Promise<RawMqttClient | null> {
    const { gate, password, port } = this.#options;
    const topic = topicOf(gateId(gate), 'status');
    const will = { topic, payload: statusOf('offline'), qos: 1, retain: true } as const;
    const [client, code] = await RawMqttClient.connect(port, {
      clientId: gate,
      userName: gate,
      password,
      will,
    });
    if (code !== 0) return null;
    await client.subscribe([topicOf(gateId(gate), 'decisions')]);
    await client.publish(topic, statusOf('online'), { retain: true });
    this.#sentAt.clear();
    return client;
  }

  async #serve(client: RawMqttClient): Promise<void> {
    while (!this.#isStopped && !client.socket.destroyed && !client.socket.readableEnded) {
      this.#read(client);
      this.#send(client);
      await wait(PAUSE);
    }
    this.#read(client);
    await client.cut();
  }

  #read(client: RawMqttClient): void {
    for (const { payload } of client.received.splice(0)) {
      const decision = JSON.parse(payload) as Decision;
      this.decisions.set(decision.seq, [...(this.decisions.get(decision.seq) ?? []), decision]);
    }
  }

  #send(client: RawMqttClient): void {
    const now = performance.now();
    const due = this.#entries.filter(
      ({ seq }) => !this.decisions.has(seq) && now - (this.#sentAt.get(seq) ?? -RESEND) >= RESEND,
    );
    for (const entry of due) {
      this.#sentAt.set(entry.seq, now);
      void client.publish(topicOf(gateId(this.#options.gate), 'entries'), JSON.stringify(entry));
    }
  }
}
