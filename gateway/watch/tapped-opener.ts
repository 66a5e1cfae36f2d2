import { messageOf } from '#core/errors/gate-error.js';
import type { SerialConnection, SerialOpener } from '#gateway/serial/serial-port.js';

/** What goes over a serial line, before anything is made of it. */
export interface SerialTap {
  onOpen(): void;
  onRead(bytes: Uint8Array): void;
  onWrite(bytes: Uint8Array): void;
  /** `problem` is null when we closed the line ourselves. */
  onClose(problem: string | null): void;
  onOpenFailed(problem: string): void;
}

/** An opener that tells everything on its lines to the tap first, in order. */
export function tappedOpener(serial: SerialOpener, tap: SerialTap): SerialOpener {
  return {
    open: async (target, events) => {
      const connection = await serial
        .open(target, {
          onBytes: (chunk) => {
            tap.onRead(chunk);
            events.onBytes(chunk);
          },
          onClose: (problem) => {
            tap.onClose(problem);
            events.onClose(problem);
          },
        })
        .catch((error: unknown) => {
          tap.onOpenFailed(messageOf(error));
          throw error;
        });
      tap.onOpen();
      return tappedConnection(connection, tap);
    },
  };
}

function tappedConnection(connection: SerialConnection, tap: SerialTap): SerialConnection {
  return {
    write: (bytes) => {
      tap.onWrite(bytes);
      return connection.write(bytes);
    },
    close: () => connection.close(),
  };
}
