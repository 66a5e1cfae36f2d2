import type { Statement } from 'sqlite3';
import type { Entry } from '#core/wire/entry.js';
import { SqliteFile } from '../support/sqlite-file.js';

/** As power-safe as the product: a commit is on the disk before it is answered. */
const SETTINGS = 'pragma journal_mode = wal; pragma synchronous = full;';
const SCHEMA = `
  create table entries (
    id integer primary key, gate text not null, journal text not null, seq integer not null,
    at integer not null, direction text not null, credential text not null, verdict text not null,
    entry text not null, unique (journal, seq));
  create table outings (credential text primary key, at integer not null) without rowid;`;

export const INSERT_ENTRY = `
  insert into entries (gate, journal, seq, at, direction, credential, verdict, entry)
  values (?, ?, ?, ?, ?, ?, ?, ?)`;

export async function openEntryTable(path: string): Promise<SqliteFile> {
  const file = await SqliteFile.open(path);
  await file.exec(SETTINGS);
  await file.exec(SCHEMA);
  return file;
}

/** The values of `INSERT_ENTRY`. */
export function entryValues(
  gate: string,
  text: string,
  judged: { entry: Entry; verdict: string },
): unknown[] {
  const { entry, verdict } = judged;
  const { journal, seq, at, direction, credential } = entry;
  return [gate, journal, seq, at, direction, credential.value, verdict, text];
}

/** Runs a prepared statement and calls back when its transaction, if it is one of its own, is on the disk. */
export function runStatement(statement: Statement, values: readonly unknown[], done: () => void): void {
  statement.run([...values], (error: Error | null) => {
    if (error !== null) throw error;
    done();
  });
}

export function decisionText({ journal, seq }: Entry, verdict: string): string {
  const decidedAt = Date.now();
  return JSON.stringify({ journal, seq, verdict, reason: 'ok', nextAt: null, decidedAt, conflict: false });
}
