import type { SerialPortStream } from '@serialport/stream';
import { GateError } from '#core/errors/gate-error.js';
import type { SerialConnection, SerialEvents } from './serial-port.js';

/** One open port. Whatever ends it, and however often the stream says so, `onClose` comes once and writes fail from then on. */
export class NodeSerialConnection implements SerialConnection {
  readonly #stream: SerialPortStream;
  readonly #path: string;
  readonly #events: SerialEvents;
  readonly #unfinished = new Set<(reason: GateError) => void>();
  #ending: Promise<void> | null = null;

  constructor(stream: SerialPortStream, path: string, events: SerialEvents) {
    this.#stream = stream;
    this.#path = path;
    this.#events = events;
    stream.on('data', (chunk: Uint8Array) => {
      if (this.#ending === null) events.onBytes(chunk);
    });
    // The reasons the system gives ("bad file descriptor") tell nobody what to do, so a lost device has one sentence.
    const lost = new GateError('device-unplugged', { path }).message;
    stream.on('close', () => void this.#end(lost));
    stream.on('error', () => void this.#end(lost));
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.#ending !== null) return Promise.reject(this.#down());
    return new Promise((resolve, reject) => {
      this.#unfinished.add(reject);
      this.#stream.write(Buffer.from(bytes), (error) => {
        this.#unfinished.delete(reject);
        if (error === null || error === undefined) resolve();
        else reject(this.#down(error));
      });
    });
  }

  close(): Promise<void> {
    return this.#end(null);
  }

  /** Writes behind the one in progress would never be answered by a closed stream, so they are failed here. */
  #end(problem: string | null): Promise<void> {
    this.#ending ??= this.#closePort().then(() => {
      this.#events.onClose(problem);
    });
    for (const reject of this.#unfinished) reject(this.#down());
    this.#unfinished.clear();
    return this.#ending;
  }

  #closePort(): Promise<void> {
    return new Promise((resolve) => {
      if (!this.#stream.isOpen) resolve();
      else this.#stream.close(() => resolve());
    });
  }

  #down(cause?: Error): GateError {
    return new GateError('device-down', { path: this.#path }, cause === undefined ? {} : { cause });
  }
}
