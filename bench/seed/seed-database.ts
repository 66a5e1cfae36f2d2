import { SqliteFile } from '../support/sqlite-file.js';
import { BenchFault } from '../support/bench-fault.js';
import type { SeedRow } from './seed-rows.js';

export interface Column {
  readonly name: string;
  /** Whether a row without it is refused. */
  readonly isRequired: boolean;
}

/** What the seeder needs of a database of the service; one for each engine. */
export interface SeedDatabase {
  columns(table: string): Promise<readonly Column[]>;
  insert(table: string, columns: readonly string[], rows: readonly SeedRow[]): Promise<void>;
  /** Answers the one text of a query. */
  text(sql: string): Promise<string>;
  close(): Promise<void>;
}

/** @throws BenchFault naming the columns that the seeder has no value for, or that are gone. */
export async function columnsToSeed(
  database: SeedDatabase,
  table: string,
  example: SeedRow,
): Promise<readonly string[]> {
  const columns = await database.columns(table);
  if (columns.length === 0) throw new BenchFault(`the database has no table ${table}; adapt bench/seed/`);
  const unknown = columns.filter(({ name, isRequired }) => isRequired && !Object.hasOwn(example, name));
  if (unknown.length > 0) {
    const names = unknown.map(({ name }) => name).join(', ');
    throw new BenchFault(
      `${table} has required columns that bench/seed/seed-rows.ts does not know: ${names}`,
    );
  }
  return columns.map(({ name }) => name).filter((name) => Object.hasOwn(example, name));
}

/** The ledger file of a service that has stopped. */
export async function openSqliteSeed(path: string): Promise<SeedDatabase> {
  const file = await SqliteFile.open(path);
  // Nobody else has the file, and a seed that breaks is thrown away: nothing needs to be safe before the end.
  await file.exec('pragma journal_mode = memory; pragma synchronous = off; pragma foreign_keys = off;');
  await file.exec('pragma cache_size = -400000;');
  return {
    columns: async (table) => {
      const rows = await file.all(`pragma table_info(${table})`);
      return rows.map((row) => ({
        name: String(row['name']),
        isRequired: row['notnull'] === 1 && row['dflt_value'] === null && row['pk'] === 0,
      }));
    },
    insert: async (table, columns, rows) => {
      const values = columns.map((_, index) => `json_extract(value, '$[${index}]')`);
      const data = JSON.stringify(rows.map((row) => columns.map((column) => row[column] ?? null)));
      await file.run(
        `insert into ${table} (${columns.join(', ')})
         with rows as materialized (select value from json_each(?)) select ${values.join(', ')} from rows`,
        [data],
      );
    },
    text: async (sql) => {
      const [row] = await file.all(sql);
      const text = Object.values(row ?? {})[0];
      return typeof text === 'string' ? text : '';
    },
    close: async () => {
      await file.exec('pragma journal_mode = wal; pragma synchronous = full;');
      await file.close();
    },
  };
}
