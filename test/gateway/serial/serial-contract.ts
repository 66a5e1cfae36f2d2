import { afterEach, describe, expect, it } from 'vitest';
import { line8N1, type SerialConnection, type SerialOpener } from '#gateway/serial/serial-port.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { waitUntil } from '../../support/wait-until.js';

/** The far end of a port under test. */
export interface SerialPeer {
  readonly path: string;
  readonly written: readonly Uint8Array[];
  feed(bytes: Uint8Array): void | Promise<void>;
  unplug(): void;
}

export interface SerialRig {
  readonly opener: SerialOpener;
  plug(): SerialPeer;
  /** A path under which there has never been a device. */
  readonly missingPath: string;
}

interface Seen {
  readonly connection: SerialConnection;
  readonly chunks: Uint8Array[];
  readonly closes: (string | null)[];
}

const text = (bytes: readonly Uint8Array[]): string => Buffer.concat(bytes).toString('latin1');
const bytesOf = (characters: string): Uint8Array => Buffer.from(characters, 'latin1');

/** What every `SerialOpener` does; run on real pseudo-terminals and on the in-memory ports. */
export function serialContract(name: string, makeRig: () => SerialRig): void {
  describe(name, () => {
    const peers: SerialPeer[] = [];
    const connections: SerialConnection[] = [];

    const plugged = (): { rig: SerialRig; peer: SerialPeer } => {
      const rig = makeRig();
      const peer = rig.plug();
      peers.push(peer);
      return { rig, peer };
    };
    const opened = async (rig: SerialRig, path: string): Promise<Seen> => {
      const chunks: Uint8Array[] = [];
      const closes: (string | null)[] = [];
      const connection = await rig.opener.open(
        { path, line: line8N1(115_200) },
        { onBytes: (chunk) => chunks.push(chunk), onClose: (problem) => closes.push(problem) },
      );
      connections.push(connection);
      return { connection, chunks, closes };
    };

    afterEach(async () => {
      for (const connection of connections.splice(0)) await connection.close();
      for (const peer of peers.splice(0)) peer.unplug();
    });

    it('gives every byte the device sends, in order', async () => {
      const { rig, peer } = plugged();
      const { chunks } = await opened(rig, peer.path);
      const all = Uint8Array.from({ length: 256 }, (_, index) => index);
      await peer.feed(all);
      await peer.feed(bytesOf('and more'));
      await waitUntil('all bytes are here', () => Buffer.concat(chunks).length === 264);
      expect(text(chunks)).toBe(`${text([all])}and more`);
    });

    it('writes to the device in order', async () => {
      const { rig, peer } = plugged();
      const { connection } = await opened(rig, peer.path);
      await Promise.all([connection.write(bytesOf('one ')), connection.write(bytesOf('two'))]);
      await waitUntil('the device has both', () => text(peer.written) === 'one two');
    });

    it('tells once, with null, that it was closed by its owner', async () => {
      const { rig, peer } = plugged();
      const { connection, closes } = await opened(rig, peer.path);
      await Promise.all([connection.close(), connection.close()]);
      peer.unplug();
      await connection.close();
      expect(closes).toEqual([null]);
    });

    it('tells once, in words, that the device was unplugged', async () => {
      const { rig, peer } = plugged();
      const { closes } = await opened(rig, peer.path);
      peer.unplug();
      await waitUntil('the unplug is noticed', () => closes.length > 0, 1_000);
      expect(closes).toEqual([expect.stringContaining(peer.path)]);
    });

    it('fails a write at once while the device is away, and never sends it later', async () => {
      const { rig, peer } = plugged();
      const { connection, closes } = await opened(rig, peer.path);
      peer.unplug();
      await waitUntil('the unplug is noticed', () => closes.length > 0, 1_000);
      await expectGateError(() => connection.write(bytesOf('open the gate')), 'device-down');
      const next = plugged();
      const again = await opened(next.rig, next.peer.path);
      await again.connection.write(bytesOf('hello'));
      await waitUntil('the new device hears something', () => next.peer.written.length > 0);
      expect(text(next.peer.written)).toBe('hello');
    });

    it('fails a write after its own close', async () => {
      const { rig, peer } = plugged();
      const { connection } = await opened(rig, peer.path);
      await connection.close();
      await expectGateError(() => connection.write(bytesOf('x')), 'device-down');
    });

    it('says that there is no device at a path', async () => {
      const { rig } = plugged();
      await expectGateError(() => opened(rig, rig.missingPath), 'device-missing');
    });

    it('refuses a device that is already open, and opens it after its close', async () => {
      const { rig, peer } = plugged();
      const first = await opened(rig, peer.path);
      await expectGateError(() => opened(rig, peer.path), 'device-busy');
      await first.connection.close();
      const second = await opened(rig, peer.path);
      await peer.feed(bytesOf('again'));
      await waitUntil('bytes come through', () => text(second.chunks) === 'again');
      expect(first.chunks).toEqual([]);
    });
  });
}
