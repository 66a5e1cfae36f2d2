import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeSerialOpener } from '#gateway/serial/node-serial-opener.js';
import { line8N1, type SerialEvents } from '#gateway/serial/serial-port.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { PtyPair } from '../../support/pty-pair.js';
import { waitUntil } from '../../support/wait-until.js';
import { serialContract } from './serial-contract.js';

const LINE = line8N1(115_200);
const SILENT: SerialEvents = { onBytes: () => undefined, onClose: () => undefined };

/** Runs of the unplug test; a long soak sets GATEHOUSE_UNPLUG_RUNS. */
const UNPLUG_RUNS = Number(process.env['GATEHOUSE_UNPLUG_RUNS'] ?? '20');
const FRAME = Buffer.from('5a5a450408fa0852a1', 'hex');

serialContract('real serial ports on pseudo-terminals', () => ({
  opener: nodeSerialOpener,
  missingPath: '/dev/gatehouse-never-there',
  plug: () => new PtyPair(),
}));

describe('the unplug of a real port', () => {
  it(
    'in the middle of a burst ends in one close within a second',
    { timeout: 60_000 + UNPLUG_RUNS * 1_100 },
    async () => {
      for (let run = 0; run < UNPLUG_RUNS; run += 1) {
        const frames = Math.round((300 * run) / Math.max(1, UNPLUG_RUNS - 1));
        const pty = new PtyPair();
        const closes: (string | null)[] = [];
        let received = 0;
        const connection = await nodeSerialOpener.open(
          { path: pty.path, line: LINE },
          { onBytes: (chunk) => (received += chunk.length), onClose: (problem) => closes.push(problem) },
        );
        const burst = Buffer.concat(Array.from({ length: frames }, () => FRAME));
        await Promise.race([pty.feed(burst), wait(200)]);
        pty.unplug();
        await waitUntil(`run ${run} with ${frames} frames closes`, () => closes.length > 0, 1_000);
        await wait(5);
        expect({ run, closes }).toEqual({ run, closes: [expect.stringContaining(pty.path)] });
        expect(received).toBeLessThanOrEqual(burst.length);
        await connection.close();
      }
    },
  );

  it('fails the writes that the device has not taken', async () => {
    const pty = new PtyPair();
    const connection = await nodeSerialOpener.open({ path: pty.path, line: LINE }, SILENT);
    pty.unplug();
    const writes = [1, 2, 3].map(() =>
      connection.write(FRAME).then(
        () => 'sent',
        () => 'failed',
      ),
    );
    const outcomes = await Promise.all(writes);
    await connection.close();
    expect(outcomes).toHaveLength(3);
  });
});

describe('opening a real path', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gatehouse-serial-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('follows a symlink to the device it names now', async () => {
    const link = join(folder, 'by-id');
    for (let turn = 0; turn < 2; turn += 1) {
      const pty = new PtyPair();
      await rm(link, { force: true });
      await symlink(pty.path, link);
      const chunks: Uint8Array[] = [];
      const connection = await nodeSerialOpener.open(
        { path: link, line: LINE },
        { ...SILENT, onBytes: (chunk) => chunks.push(chunk) },
      );
      await pty.feed(FRAME);
      await waitUntil('the frame arrives', () => Buffer.concat(chunks).equals(FRAME));
      await connection.close();
      pty.unplug();
    }
  });

  it('says that a link into nothing is a missing device', async () => {
    const link = join(folder, 'by-id');
    await symlink(join(folder, 'gone'), link);
    await expectGateError(() => nodeSerialOpener.open({ path: link, line: LINE }, SILENT), 'device-missing');
  });

  it('says in words why something that is no serial port cannot be opened', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const error = await expectGateError(
      () => nodeSerialOpener.open({ path: file, line: LINE }, SILENT),
      'device-open-failed',
    );
    expect(error.message).toContain(file);
  });
});
