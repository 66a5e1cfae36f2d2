import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlite } from '#core/bindings/sqlite-database.js';
import { restoreBackup } from '#broker/backup/restore-backup.js';
import { takeBackup } from '#broker/backup/take-backup.js';
import { examineFile } from '#broker/doctor/examine-file.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { livedFile, LivedLedger, MORNING } from '../support/lived-ledger.js';

describe('a backup', () => {
  let file: Awaited<ReturnType<typeof livedFile>>;
  let out: string;
  let dataDir: string;

  beforeEach(async () => {
    file = await livedFile();
    await file.lived.furnish(4);
    await file.lived.day();
    out = join(file.folder, 'backup.sqlite');
    dataDir = join(file.folder, 'restored');
  });
  afterEach(() => file.remove());

  const take = (): ReturnType<typeof takeBackup> => takeBackup({ path: file.path, out, now: MORNING });
  const restore = (replace = false): ReturnType<typeof restoreBackup> =>
    restoreBackup({ dataDir, from: out, replace, clock: file.lived.clock });

  it('taken while entries are committed is one moment of the ledger, and whole', async () => {
    const traffic = { isOver: false };
    const working = (async () => {
      while (!traffic.isOver) await file.lived.day();
    })();
    const manifest = await take().finally(() => {
      traffic.isOver = true;
    });
    await working;
    expect(manifest.lastEntry).toBeGreaterThanOrEqual(15);
    expect(manifest.rows['entries']).toBe(manifest.lastEntry);
    expect(manifest.heads.reduce((sum, { entries }) => sum + entries, 0)).toBe(manifest.lastEntry);
    expect(await examineFile(out)).toMatchObject({ isWhole: true, entries: manifest.lastEntry });
    expect((await examineFile(file.path)).entries).toBeGreaterThan(manifest.lastEntry);
  });

  it('is one file for its owner alone, and never takes the place of another', async () => {
    await take();
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    expect((await readdir(file.folder)).filter((name) => name.startsWith('backup'))).toEqual([
      'backup.sqlite',
    ]);
    await expectGateError(take, 'backup-failed');
  });

  it('is not made of a broken ledger', async () => {
    await file.lived.database.run(`update entries set reason = 'open' where id = 3`);
    const fault = await expectGateError(take, 'ledger-broken');
    expect(fault.message).toContain('column reason');
    expect((await readdir(file.folder)).filter((name) => name.startsWith('backup'))).toEqual([]);
  });

  it('is restored into an empty folder, where a service goes on with the next entry', async () => {
    await take();
    expect((await restore()).aside).toBeNull();
    const path = join(dataDir, 'ledger.sqlite');
    expect(await examineFile(path)).toMatchObject({ isWhole: true, entries: 15 });
    const database = await openSqlite({ path, exclusive: true, readers: true });
    const lived = await LivedLedger.on(database);
    lived.goOnFrom(file.lived);
    expect(await lived.present('north', { credential: lived.flat(1) })).toBe('quota-used');
    await lived.store.settle();
    await database.close();
    expect(await examineFile(path)).toMatchObject({ isWhole: true, entries: 16 });
  });

  it('takes the place of another ledger only when told so, and keeps the old one', async () => {
    await take();
    await mkdir(dataDir);
    await writeFile(join(dataDir, 'ledger.sqlite'), 'the old one');
    await expectGateError(() => restore(), 'data-folder-taken');
    const { aside } = await restore(true);
    expect(await readFile(join(aside ?? '', 'ledger.sqlite'), 'utf8')).toBe('the old one');
    expect((await examineFile(join(dataDir, 'ledger.sqlite'))).isWhole).toBe(true);
  });

  it('is not restored under a running service', async () => {
    await take();
    await mkdir(dataDir);
    const running = await openSqlite({ path: join(dataDir, 'ledger.sqlite'), exclusive: true });
    await expectGateError(() => restore(true), 'database-busy');
    await running.close();
  });

  it('that was changed, or is none, replaces nothing', async () => {
    await take();
    const database = await openSqlite({ path: out });
    await database.run('delete from residents');
    await database.close();
    const fault = await expectGateError(() => restore(), 'backup-invalid');
    expect(fault.message).toContain('rows is not what its manifest says');
    await writeFile(out, 'not a database');
    await expectGateError(() => restore(), 'backup-invalid');
    expect((await readdir(dataDir)).filter((name) => !name.includes('.lock'))).toEqual([]);
  });
});
