import sqlite3 from 'sqlite3';

export type SqlValue = string | number | null;
export type Row = Readonly<Record<string, unknown>>;

/** The `sqlite3` package with promises: for seeding, checking, and the baselines. */
export class SqliteFile {
  readonly raw: sqlite3.Database;

  private constructor(raw: sqlite3.Database) {
    this.raw = raw;
  }

  static open(path: string): Promise<SqliteFile> {
    return new Promise((resolve, reject) => {
      const raw = new sqlite3.Database(path, (error) => {
        if (error === null) resolve(new SqliteFile(raw));
        else reject(error);
      });
    });
  }

  exec(sql: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.raw.exec(sql, (error) => {
        if (error === null) resolve();
        else reject(error);
      });
    });
  }

  run(sql: string, values: readonly SqlValue[] = []): Promise<void> {
    return new Promise((resolve, reject) => {
      this.raw.run(sql, [...values], (error: Error | null) => {
        if (error === null) resolve();
        else reject(error);
      });
    });
  }

  all(sql: string, values: readonly SqlValue[] = []): Promise<readonly Row[]> {
    return new Promise((resolve, reject) => {
      this.raw.all<Row>(sql, [...values], (error: Error | null, rows) => {
        if (error === null) resolve(rows);
        else reject(error);
      });
    });
  }

  /** The one number that a query answers. */
  async number(sql: string, values: readonly SqlValue[] = []): Promise<number> {
    const [row] = await this.all(sql, values);
    return Number(Object.values(row ?? {})[0] ?? 0);
  }

  close(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.raw.close((error) => {
        if (error === null) resolve();
        else reject(error);
      });
    });
  }
}
