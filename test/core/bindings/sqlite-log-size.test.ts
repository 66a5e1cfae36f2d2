import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SqliteConnection } from '#core/bindings/sqlite-connection.js';
import { bytesOfLog, bytesOfLogFile } from '#core/bindings/sqlite-log-size.js';

const MIB = 1024 * 1024;

describe('the size of a write-ahead log', () => {
  let folder: string;
  let path: string;
  let connection: SqliteConnection;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gatehouse-log-size-'));
    path = join(folder, 'ledger.sqlite');
    connection = await SqliteConnection.open(path);
  });
  afterEach(async () => {
    await connection.close();
    rmSync(folder, { recursive: true });
  });

  async function write(pageSize: number): Promise<void> {
    await connection.script(`pragma page_size = ${pageSize}; pragma journal_mode = wal;
      pragma wal_autocheckpoint = 0; create table if not exists notes (note blob)`);
    await connection.script(`insert into notes values (randomblob(${MIB}))`);
  }

  it.each([512, 4_096, 65_536])(
    'is that of its file, until it begins anew: pages of %i bytes',
    async (size) => {
      await write(size);
      const before = await bytesOfLogFile(path);
      // Its own head is 32 bytes.
      expect(await bytesOfLog(path)).toBe(before - 32);
      await connection.all('pragma wal_checkpoint(restart)');
      await connection.script('delete from notes where rowid = 0; insert into notes values (null)');
      expect(await bytesOfLogFile(path)).toBe(before);
      expect(await bytesOfLog(path)).toBeLessThan(before / 4);
    },
  );

  it('is nothing where there is none', async () => {
    expect(await bytesOfLog(path)).toBe(0);
    expect(await bytesOfLogFile(path)).toBe(0);
    expect(await bytesOfLog(join(folder, 'no-such-file'))).toBe(0);
    writeFileSync(join(folder, 'cut.sqlite-shm'), 'cut');
    expect(await bytesOfLog(join(folder, 'cut.sqlite'))).toBe(0);
  });
});
