/** Line settings of a serial device. */
export interface LineSettings {
  readonly baudRate: number;
  readonly dataBits: 7 | 8;
  readonly parity: 'none' | 'even' | 'odd';
  readonly stopBits: 1 | 2;
}

/** What most modules use: 8 data bits, no parity, 1 stop bit. */
export function line8N1(baudRate: number): LineSettings {
  return { baudRate, dataBits: 8, parity: 'none', stopBits: 1 };
}

export interface SerialEvents {
  onBytes(chunk: Uint8Array): void;
  /** Comes exactly once for each connection that was opened; `problem` is null when we closed it ourselves. */
  onClose(problem: string | null): void;
}

/** One open connection to a device. It is never reopened: the next connection is a fresh one. */
export interface SerialConnection {
  /**
   * Resolves when the bytes have left for the device.
   * @throws GateError `device-down` when the connection is closed; nothing is kept for later.
   */
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

export interface SerialTarget {
  /** A stable path: by-id, by-path, or a symlink that follows the device. */
  readonly path: string;
  readonly line: LineSettings;
}

/**
 * Opens serial devices; the real one and the in-memory one pass the same contract suite.
 * Faults of `open` are GateError `device-missing`, `device-denied`, `device-busy` or `device-open-failed`.
 */
export interface SerialOpener {
  open(target: SerialTarget, events: SerialEvents): Promise<SerialConnection>;
}
