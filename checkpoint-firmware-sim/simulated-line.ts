import type { Clock } from '#core/ports/clock.js';
import { ClientSpeed } from './client-speed.js';
import { placeLink, removeLink } from './device-link.js';
import { PacedWriter, type Transmission } from './paced-writer.js';
import { openPty, UNSET_SPEED, type Pty } from './pty.js';
import { sampledAt } from './uart-sampling.js';

export interface LineOptions {
  readonly clock: Clock;
  /** What is at this end, for error messages. */
  readonly device: string;
  /** Where a client finds the line, as udev's names under `/dev/serial` do; null: only by the path of the pty. */
  readonly link: string | null;
  readonly baudRate: number;
  readonly onHostBytes: (bytes: Uint8Array) => void;
}

/**
 * A serial line to one simulated device: a pseudo-terminal with the pace of its baud rate, on which a client with another
 * baud rate reads and writes garbage, and which can be unplugged.
 */
export class SimulatedLine {
  readonly #options: LineOptions;
  readonly #writer: PacedWriter;
  #speed: ClientSpeed | null = null;
  #link: string | null;
  #pty: Pty | null = null;
  #hearing: Promise<void> = Promise.resolve();
  #lost = 0;

  constructor(options: LineOptions) {
    this.#options = options;
    this.#link = options.link;
    this.#writer = new PacedWriter({
      clock: options.clock,
      baudRate: options.baudRate,
      write: (bytes) => this.#emit(bytes),
    });
  }

  /** What a client opens: the link, or the pty itself; null while unplugged. */
  get path(): string | null {
    return this.#pty === null ? null : (this.#link ?? this.#pty.path);
  }

  get baudRate(): number {
    return this.#writer.baudRate;
  }

  /** The device talks at another speed from now on; the client has to follow. */
  set baudRate(baudRate: number) {
    this.#writer.baudRate = baudRate;
  }

  /** Whether a client has opened the line and set the speed of the device. */
  get isServed(): boolean {
    return this.#speed?.current === this.baudRate;
  }

  /** Bytes that went nowhere because nobody had opened the far end, or did not take them out. */
  get lostBytes(): number {
    return this.#lost;
  }

  /**
   * Connects the line, at another path if one is given. Does nothing while it is connected.
   * @throws GateError `pty-failed`
   */
  async plug(link: string | null = this.#link): Promise<void> {
    if (this.#pty !== null) return;
    const pty = await openPty(this.#options.device, (bytes) => this.#hear(bytes));
    try {
      if (link !== null) await placeLink(link, pty.path);
    } catch (error) {
      await pty.close();
      throw error;
    }
    this.#link = link;
    this.#pty = pty;
    this.#speed = new ClientSpeed({
      clock: this.#options.clock,
      ask: () => pty.clientSpeed(),
      wanted: () => this.baudRate,
    });
  }

  /** Pulls the cable: hangs up, and the link goes as udev's would. */
  async unplug(): Promise<void> {
    const pty = this.#pty;
    if (pty === null) return;
    this.#pty = null;
    this.#speed?.stop();
    this.#speed = null;
    this.#writer.reset();
    const closed = pty.close();
    if (this.#link !== null) await removeLink(this.#link, pty.path);
    await closed;
  }

  send(...transmissions: readonly Transmission[]): void {
    if (this.#pty !== null) this.#writer.send(...transmissions);
  }

  /** Resolves when everything that was sent has left. */
  drained(): Promise<void> {
    return this.#writer.drained();
  }

  #emit(bytes: Uint8Array): void {
    const read = this.#speed?.current ?? UNSET_SPEED;
    if (this.#pty === null || read === UNSET_SPEED) this.#lost += bytes.length;
    else this.#lost += this.#pty.write(sampledAt(bytes, { sent: this.baudRate, read }));
  }

  /** Bytes reach the device in order, each as its UART understands it at the speed the client has now. */
  #hear(bytes: Uint8Array): void {
    this.#hearing = this.#hearing.then(async () => {
      await this.#speed?.refresh();
      const sent = this.#speed?.current ?? null;
      if (sent === null) return;
      const heard = sampledAt(bytes, { sent, read: this.baudRate });
      if (heard.length > 0) this.#options.onHostBytes(heard);
    });
  }
}
