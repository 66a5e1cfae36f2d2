import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SqliteConnection } from '#core/bindings/sqlite-connection.js';
import { openSqlite } from '#core/bindings/sqlite-database.js';
import { bytesOfLogFile } from '#core/bindings/sqlite-log-size.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { waitUntil } from '../../support/wait-until.js';
import { describeSqlDatabase } from '../ports/sql-database-contract.js';

describe('SQLite in memory', () => {
  describeSqlDatabase({ open: () => openSqlite({ path: ':memory:' }), hasReaders: false });
});

describe('SQLite on a file', () => {
  const { folder, freshPath } = temporaryFiles();

  describeSqlDatabase({ open: () => openSqlite({ path: freshPath(), readers: true }), hasReaders: true });

  it('lets transactions and single statements wait for each other, in the order they came', async () => {
    const database = await openSqlite({ path: freshPath() });
    await database.script('create table words (word text)');
    const order: string[] = [];
    const slow = database.transaction(async (session) => {
      await session.run("insert into words values ('first')");
      await new Promise((resolve) => setImmediate(resolve));
      order.push('transaction');
    });
    const next = database.all('select count(*) as n from words').then((rows) => {
      order.push(`statement saw ${String(rows[0]?.['n'])}`);
    });
    await Promise.all([slow, next]);
    expect(order).toEqual(['transaction', 'statement saw 1']);
    await database.close();
  });

  it('keeps what was committed for the next time it is opened', async () => {
    const path = freshPath();
    const first = await openSqlite({ path, exclusive: true });
    await first.script("create table words (word text); insert into words values ('gate')");
    await first.close();
    const second = await openSqlite({ path, exclusive: true });
    expect(await second.all('select word from words')).toEqual([{ word: 'gate' }]);
    await second.close();
  });

  it('commits with a write-ahead log and a sync on every commit', async () => {
    const database = await openSqlite({ path: freshPath(), exclusive: true });
    const FULL = 2;
    expect(await database.all('pragma journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    expect(await database.all('pragma synchronous')).toEqual([{ synchronous: FULL }]);
    await database.close();
  });

  it('begins its log anew while commits follow one another without a rest, and loses none', async () => {
    const path = freshPath();
    const database = await openSqlite({ path, readers: true });
    await database.script('create table notes (note blob)');
    const COMMITS = 320;
    const NOTE_BYTES = 200_000;
    const writes = async (): Promise<void> => {
      for (let commit = 0; commit < COMMITS / 2; commit += 1) {
        await database.commitScript(`insert into notes values (randomblob(${NOTE_BYTES}))`);
      }
    };
    await Promise.all([writes(), writes()]);
    expect(await bytesOfLogFile(path)).toBeLessThan((COMMITS * NOTE_BYTES) / 2);
    expect(await database.all('select count(*) as n, min(length(note)) as least from notes')).toEqual([
      { n: COMMITS, least: NOTE_BYTES },
    ]);
    await database.close();
  });

  describe('with a log that has grown', () => {
    const GROWN = 64 * 1024 * 1024;

    const grow = async (path: string, write: (sql: string) => Promise<unknown>): Promise<void> => {
      while ((await bytesOfLogFile(path)) <= GROWN)
        await write('insert into notes values (randomblob(1000000))');
    };

    const isCutOff = (database: SqlDatabase, path: string): Promise<void> =>
      waitUntil('the log is cut off', async () => {
        await database.commitScript('insert into notes values (null)');
        return (await bytesOfLogFile(path)) < GROWN / 2;
      });

    it('cuts it off once the long reader that let it grow has gone', async () => {
      const path = freshPath();
      const database = await openSqlite({ path, readers: true });
      await database.script('create table notes (note blob)');
      const reader = await SqliteConnection.open(path, 'read');
      await reader.script('begin; select count(*) from notes');
      await grow(path, (sql) => database.commitScript(sql));
      await reader.script('commit');
      await reader.close();
      await isCutOff(database, path);
      await database.close();
    });

    it('cuts it off although it has begun anew and little of it is in use', async () => {
      const path = freshPath();
      const other = await SqliteConnection.open(path);
      await other.script('pragma journal_mode = wal; pragma wal_autocheckpoint = 0');
      await other.script('create table notes (note blob)');
      await grow(path, (sql) => other.script(sql));
      await other.script('pragma wal_checkpoint(restart); insert into notes values (null)');
      const database = await openSqlite({ path, readers: true });
      await isCutOff(database, path);
      await Promise.all([database.close(), other.close()]);
    });
  });

  it('names a file it cannot open', async () => {
    const path = join(folder(), 'missing', 'x.sqlite');
    const error = await expectGateError(() => openSqlite({ path }), 'database-failed');
    expect(error.message).toContain(path);
  });

  it('names a file that is no database', async () => {
    await expectGateError(() => openSqlite({ path: import.meta.filename }), 'database-failed');
  });
});

describe('a SQLite file opened exclusively', () => {
  const { freshPath } = temporaryFiles();

  it('refuses a second opening in the same process', async () => {
    const path = freshPath();
    const first = await openSqlite({ path, exclusive: true });
    await expectGateError(() => openSqlite({ path, exclusive: true }), 'database-busy');
    await first.close();
  });

  it('is busy while another process has it open, and free once that process is gone', async () => {
    const path = freshPath();
    const holder = await holdInAnotherProcess(path);
    const error = await expectGateError(() => openSqlite({ path, exclusive: true }), 'database-busy');
    expect(error.message).toContain('in use by another Gatehouse');
    await holder.kill();
    await (await openSqlite({ path, exclusive: true })).close();
  });
});

/** Paths in a folder that each test gets anew and that goes with it. */
function temporaryFiles(): { readonly folder: () => string; readonly freshPath: () => string } {
  const held = { folder: '', files: 0 };
  beforeEach(async () => {
    held.folder = await mkdtemp(join(tmpdir(), 'gatehouse-sqlite-'));
  });
  afterEach(() => rm(held.folder, { recursive: true, force: true }));
  return {
    folder: () => held.folder,
    freshPath: () => {
      held.files += 1;
      return join(held.folder, `${held.files}.sqlite`);
    },
  };
}

/** A plain Node process that holds the file as a second service would, written without our own code on purpose. */
async function holdInAnotherProcess(path: string): Promise<{ kill(): Promise<void> }> {
  const script = `
    const sqlite3 = require('sqlite3');
    const database = new sqlite3.Database(process.argv[1], () => {
      database.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; begin exclusive; commit;', (error) => {
        process.stdout.write(error === null ? 'held' : String(error));
      });
    });
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['-e', script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const said = await new Promise<string>((resolve) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()));
  });
  expect(said).toBe('held');
  return {
    kill: () => {
      child.kill('SIGKILL');
      return gone;
    },
  };
}
