import { describe, expect, it } from 'vitest';
import { PendingConnections } from '#broker/mqtt/pending-connections.js';

const caps = { pendingPerAddress: 2, pendingTotal: 4, total: 100 };

function pendingWith(...added: readonly (readonly [name: string, address: string])[]): {
  readonly pending: PendingConnections<{ name: string }>;
  readonly dropped: string[];
} {
  const pending = new PendingConnections<{ name: string }>(caps);
  const dropped: string[] = [];
  for (const [name, address] of added) pending.add({ name }, { address, drop: () => dropped.push(name) });
  return { pending, dropped };
}

describe('pending connections', () => {
  it('make room by address, the oldest first', () => {
    const { pending, dropped } = pendingWith(['other', 'b'], ['1', 'a'], ['2', 'a'], ['3', 'a'], ['4', 'a']);
    expect(dropped).toEqual(['1', '2']);
    expect(pending.size).toBe(3);
  });

  it('make room in all, the oldest of any address first', () => {
    const { dropped } = pendingWith(['1', 'a'], ['2', 'b'], ['3', 'c'], ['4', 'd'], ['5', 'e']);
    expect(dropped).toEqual(['1']);
  });

  it('count no more once they have shown a password or are gone', () => {
    const pending = new PendingConnections<{ name: string }>(caps);
    const dropped: string[] = [];
    for (let index = 0; index < 10; index += 1) {
      const connection = { name: String(index) };
      pending.add(connection, { address: 'a', drop: () => dropped.push(connection.name) });
      pending.remove(connection);
      pending.remove(connection);
    }
    expect(dropped).toEqual([]);
    expect(pending.size).toBe(0);
  });
});
