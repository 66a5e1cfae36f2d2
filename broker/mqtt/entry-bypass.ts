import type { Clock } from '#core/ports/clock.js';
import type { GateId } from '#core/units/ids.js';
import { SECOND, type Milliseconds } from '#core/units/instant.js';
import { topicOf } from '#core/wire/topics.js';
import type { PacketTaker } from './packet-splitter.js';

/** MQTT 3.1.1 sections 3.3.1 and 3.4: a PUBLISH with QoS 1 that is not retained, the same sent again, and a PUBACK. */
const PUBLISH = 0x32;
const PUBLISH_AGAIN = 0x3a;
const PUBACK = 0x40;
const LENGTH_BYTES = 2;
const ID_BYTES = 2;

interface BypassOptions {
  readonly gate: GateId;
  readonly clock: Clock;
  /** Of the connection, in seconds. */
  readonly keepalive: number;
  readonly onEntry: (payload: Buffer, messageId: number) => void;
}

/**
 * The short way of what comes most: entries of a gate that the broker has let in. They need none of what a broker does with
 * a message, and cost half without it (docs/decisions/0011). Acknowledgements of decisions end here too: the service, not
 * the broker, has sent those.
 *
 * The broker cuts connections that are silent, so twice in each keepalive it still gets a packet of the connection.
 */
export class EntryBypass {
  readonly #options: BypassOptions;
  /** A topic as a PUBLISH has it: its length, then its text. */
  readonly #topic: Buffer;
  readonly #passEvery: Milliseconds;
  #passedAt: Milliseconds;

  constructor(options: BypassOptions) {
    this.#options = options;
    const topic = Buffer.from(topicOf(options.gate, 'entries'));
    this.#topic = Buffer.alloc(LENGTH_BYTES + topic.length);
    this.#topic.writeUInt16BE(topic.length);
    topic.copy(this.#topic, LENGTH_BYTES);
    this.#passEvery = (options.keepalive * SECOND) / 2;
    this.#passedAt = options.clock.monotonic();
  }

  readonly take: PacketTaker = (first, body) => {
    const isTaken = this.#isOurs(first, body) && !this.#isBrokersTurn();
    if (!isTaken) this.#passedAt = this.#options.clock.monotonic();
    else if (first !== PUBACK) this.#entry(body);
    return isTaken;
  };

  #isBrokersTurn(): boolean {
    return this.#options.clock.monotonic() - this.#passedAt >= this.#passEvery;
  }

  #isOurs(first: number, body: Buffer): boolean {
    if (first === PUBACK) return true;
    if (first !== PUBLISH && first !== PUBLISH_AGAIN) return false;
    const head = this.#topic.length;
    if (body.length < head + ID_BYTES || body.compare(this.#topic, 0, head, 0, head) !== 0) return false;
    // An id of 0 is a fault, which is the broker's to judge.
    return body.readUInt16BE(head) !== 0;
  }

  #entry(body: Buffer): void {
    const head = this.#topic.length;
    this.#options.onEntry(body.subarray(head + ID_BYTES), body.readUInt16BE(head));
  }
}
