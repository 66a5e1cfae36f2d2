import { GateError } from '#core/errors/gate-error.js';
import type { LineSettings, SerialConnection, SerialEvents, SerialOpener } from './serial-port.js';

/** Serial ports in memory: what is plugged in under a path can be opened, and the far end is in the caller's hand. */
export class MemorySerial implements SerialOpener {
  readonly #devices = new Map<string, MemoryDevice>();

  /** Plugs a device in under a path; one that was there before is unplugged. */
  plug(path: string): MemoryDevice {
    this.#devices.get(path)?.unplug();
    const device = new MemoryDevice(path);
    this.#devices.set(path, device);
    return device;
  }

  async open(
    { path, line }: { readonly path: string; readonly line: LineSettings },
    events: SerialEvents,
  ): Promise<SerialConnection> {
    await Promise.resolve();
    const device = this.#devices.get(path);
    if (device?.isPlugged !== true) throw new GateError('device-missing', { path });
    return device.connect(line, events);
  }
}

/** The far end of an in-memory port. */
export class MemoryDevice {
  readonly path: string;
  /** What the host has written, in order; one element for each write. */
  readonly written: Uint8Array[] = [];
  isPlugged = true;
  #open: { readonly line: LineSettings; readonly end: (problem: string | null) => void } | null = null;
  #events: SerialEvents | null = null;

  constructor(path: string) {
    this.path = path;
  }

  /** The settings the host has opened the port with, or null while it is not open. */
  get line(): LineSettings | null {
    return this.#open?.line ?? null;
  }

  /** Sends bytes to the host; lost while the port is not open, as on a real line. */
  feed(bytes: Uint8Array | string): void {
    this.#events?.onBytes(typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes);
  }

  unplug(): void {
    this.isPlugged = false;
    this.#open?.end(new GateError('device-unplugged', { path: this.path }).message);
  }

  /** @throws GateError `device-busy` when the port is open already. */
  connect(line: LineSettings, events: SerialEvents): SerialConnection {
    if (this.#open !== null) throw new GateError('device-busy', { path: this.path });
    let isOpen = true;
    const end = (problem: string | null): void => {
      if (!isOpen) return;
      isOpen = false;
      this.#open = null;
      this.#events = null;
      events.onClose(problem);
    };
    this.#open = { line, end };
    this.#events = events;
    return {
      write: (bytes) => {
        if (!isOpen) return Promise.reject(new GateError('device-down', { path: this.path }));
        this.written.push(Uint8Array.from(bytes));
        return Promise.resolve();
      },
      close: () => {
        end(null);
        return Promise.resolve();
      },
    };
  }
}
