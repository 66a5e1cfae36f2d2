import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openSqlite } from '#core/bindings/sqlite-database.js';
import { systemEntropy } from '#core/bindings/system-entropy.js';
import type { Journal } from '#gateway/journal/journal.js';
import { openSqliteJournal } from '#gateway/journal/sqlite-journal.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { decisionFor, draftWith } from '../../support/entries.js';
import { journalContract } from './journal-contract.js';

const place = { folder: '', count: 0 };
const newPath = (): string => {
  place.count += 1;
  return join(place.folder, `${place.count}.journal.sqlite`);
};
const open = (path: string, keepDelivered?: number): Promise<Journal> =>
  openSqliteJournal({
    path,
    entropy: systemEntropy,
    ...(keepDelivered === undefined ? {} : { keepDelivered }),
  });

beforeAll(async () => {
  place.folder = await mkdtemp(join(tmpdir(), 'gatehouse-journal-'));
});
afterAll(async () => {
  await rm(place.folder, { recursive: true });
});

journalContract('the journal file', () => open(newPath()));

describe('a journal file', () => {
  const journals: Journal[] = [];
  const opened = async (path: string, keepDelivered?: number): Promise<Journal> => {
    const journal = await open(path, keepDelivered);
    journals.push(journal);
    return journal;
  };
  afterEach(async () => {
    for (const journal of journals.splice(0)) await journal.close();
  });

  it('is the same journal after it was closed: id, entries, what is pending, the next number, the newest time', async () => {
    const path = newPath();
    const before = await opened(path);
    const first = await before.append(draftWith({ at: 70 }));
    await before.append(draftWith({ at: 50 }));
    await before.settle(1, decisionFor(first));
    await before.close();
    const after = await opened(path);
    expect(after.id).toBe(before.id);
    expect(after.newestAt).toBe(70);
    expect(before.newestAt).toBeNull();
    expect(await after.pending()).toEqual([2]);
    expect((await after.append(draftWith())).seq).toBe(3);
  });

  it('gets an id of its own when it is new', async () => {
    const [one, two] = [await opened(newPath()), await opened(newPath())];
    expect(one.id).not.toBe(two.id);
  });

  it('has an entry on the disk when the append resolves: a copy taken then opens with it', async () => {
    const path = newPath();
    const journal = await opened(path);
    await journal.append(draftWith());
    // Not closed: the copy is what a power cut would leave.
    const copy = newPath();
    await copyFile(path, copy);
    await copyFile(`${path}-wal`, `${copy}-wal`);
    const survivor = await opened(copy);
    expect(await survivor.pending()).toEqual([1]);
    expect(survivor.id).toBe(journal.id);
  });

  it('prunes the oldest delivered entries and never one that waits for the service', async () => {
    const path = newPath();
    const journal = await opened(path, 10);
    await Promise.all(Array.from({ length: 1_005 }, () => journal.append(draftWith())));
    await Promise.all(Array.from({ length: 1_000 }, (_, index) => journal.settle(index + 4, null)));
    expect(await journal.pending()).toEqual([1, 2, 3, 1004, 1005]);
    const kept = await journal.read(Array.from({ length: 1_005 }, (_, index) => index + 1));
    expect(kept.map(({ seq }) => seq)).toEqual([
      1,
      2,
      3,
      ...Array.from({ length: 10 }, (_, i) => 994 + i),
      1004,
      1005,
    ]);
    expect((await journal.append(draftWith())).seq).toBe(1006);
  });

  it('is refused while another gateway holds it', async () => {
    const path = newPath();
    await opened(path);
    await expectGateError(() => opened(path), 'database-busy');
  });

  it('is refused when it is no journal, or one of a newer version', async () => {
    const text = newPath();
    await writeFile(text, 'this is no database, and long enough to be looked at as one'.repeat(40));
    await expectGateError(() => opened(text), 'database-failed');
    const newer = newPath();
    const database = await openSqlite({ path: newer });
    await database.script('pragma user_version = 99');
    await database.close();
    const { message } = await expectGateError(() => opened(newer), 'journal-failed');
    expect(message).toContain('newer version');
  });
});
