import type { Socket } from 'node:net';
import type { CancelTimer, Clock } from '#core/ports/clock.js';
import type { Milliseconds } from '#core/units/instant.js';
import { PacketBatch } from './packet-batch.js';

/** A peer that has read nothing for so long, while much waits for it, is gone. */
const STUCK_AFTER: Milliseconds = 2_000;

/**
 * Writes what the service sends to one connection: everything of one turn of the event loop in one piece. It waits for
 * nobody: a peer that does not read is cut off, and its journal asks again.
 */
export class LinkWriter {
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #batch = new PacketBatch();
  #cancelStuck: CancelTimer | null = null;

  constructor(socket: Socket, clock: Clock) {
    this.#socket = socket;
    this.#clock = clock;
    socket.once('close', () => this.#cancelStuck?.());
  }

  publish(topic: string, payload: string): void {
    this.#schedule();
    this.#batch.publish(topic, payload);
  }

  acknowledge(messageId: number): void {
    this.#schedule();
    this.#batch.acknowledge(messageId);
  }

  #schedule(): void {
    if (this.#batch.isEmpty) process.nextTick(() => this.#flush());
  }

  #flush(): void {
    const bytes = this.#batch.take();
    if (this.#socket.destroyed || this.#socket.writableEnded) return;
    if (!this.#socket.write(bytes)) this.#watch();
  }

  #watch(): void {
    if (this.#cancelStuck !== null) return;
    const cancel = this.#clock.after(STUCK_AFTER, () => this.#socket.destroy());
    this.#cancelStuck = cancel;
    this.#socket.once('drain', () => {
      cancel();
      this.#cancelStuck = null;
    });
  }
}
