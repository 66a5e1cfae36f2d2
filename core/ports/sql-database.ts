export type SqlValue = string | number | null | Uint8Array;
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** Whose words a statement is written in. Ordinary queries are built by Kysely and read the same in both. */
export type SqlEngine = 'sqlite' | 'postgres';

export interface RunResult {
  readonly changes: number;
}

/** Statements of one connection. Parameters are positional: `?` in SQLite, `$1` in PostgreSQL. */
export interface SqlSession {
  readonly engine: SqlEngine;
  run(sql: string, parameters?: readonly SqlValue[]): Promise<RunResult>;
  all(sql: string, parameters?: readonly SqlValue[]): Promise<SqlRow[]>;
  /** Runs several statements without parameters, such as a schema. */
  script(sql: string): Promise<void>;
}

/**
 * The seam in front of a database. Faults are GateError `database-failed`, `database-refused` when the data of a statement
 * was at fault (a constraint, a value too large), or `database-busy` when another process holds it.
 */
export interface SqlDatabase extends SqlSession {
  /** Reads what is committed, beside the writer: a long report never makes a decision wait. It refuses to write. */
  readonly reader: SqlSession;
  /** Grows with every write but those by `commitScript`: what is kept in memory of other tables may be out of date. */
  readonly revision: number;
  /** Runs several statements without parameters in one transaction and one trip: all or nothing. */
  commitScript(sql: string): Promise<void>;
  /**
   * Begins at once, commits when the work resolves, rolls back and rethrows when it throws. Inside the work only the given
   * session may be used: a statement of the database itself might wait for the transaction to end.
   */
  transaction<T>(work: (session: SqlSession) => Promise<T>): Promise<T>;
  /** Waits for what was begun; safe to call twice. */
  close(): Promise<void>;
}
