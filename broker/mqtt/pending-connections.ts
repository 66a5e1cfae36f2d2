/** Bounds for connections that have not shown a password yet, and for all. */
export interface ConnectionCaps {
  readonly pendingPerAddress: number;
  readonly pendingTotal: number;
  readonly total: number;
}

export const CONNECTION_CAPS: ConnectionCaps = { pendingPerAddress: 256, pendingTotal: 1024, total: 10_000 };

interface Pending {
  readonly address: string;
  drop(): void;
}

/**
 * Connections before their password. A flood of idle ones must not keep a gate out, so a newcomer is never refused for
 * it: the oldest pending connection, of the same address first, makes room (faults.md F35). An honest gate sends its
 * CONNECT at once and is no longer pending when its turn would come.
 */
export class PendingConnections<Connection extends object> {
  readonly #caps: ConnectionCaps;
  readonly #pending = new Map<Connection, Pending>();
  readonly #perAddress = new Map<string, number>();

  constructor(caps: ConnectionCaps) {
    this.#caps = caps;
  }

  get size(): number {
    return this.#pending.size;
  }

  /** Adds a connection; answers whether another one had to make room. */
  add(connection: Connection, pending: Pending): boolean {
    this.#pending.set(connection, pending);
    const ofAddress = (this.#perAddress.get(pending.address) ?? 0) + 1;
    this.#perAddress.set(pending.address, ofAddress);
    if (ofAddress > this.#caps.pendingPerAddress) return this.#dropOldest(pending.address);
    if (this.#pending.size > this.#caps.pendingTotal) return this.#dropOldest(null);
    return false;
  }

  /** The connection has shown its password, or is gone. */
  remove(connection: Connection): void {
    const pending = this.#pending.get(connection);
    if (pending === undefined) return;
    this.#pending.delete(connection);
    const ofAddress = (this.#perAddress.get(pending.address) ?? 1) - 1;
    if (ofAddress === 0) this.#perAddress.delete(pending.address);
    else this.#perAddress.set(pending.address, ofAddress);
  }

  #dropOldest(address: string | null): boolean {
    for (const [connection, pending] of this.#pending) {
      if (address !== null && pending.address !== address) continue;
      this.remove(connection);
      pending.drop();
      return true;
    }
    return false;
  }
}
