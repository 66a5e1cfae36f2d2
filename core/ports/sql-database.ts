export type SqlValue = string | number | null | Uint8Array;
export type SqlRow = Readonly<Record<string, SqlValue>>;

export interface RunResult {
  readonly changes: number;
  readonly lastId: number;
}

/** One connection's statements. Parameters are positional (`?`). */
export interface SqlSession {
  run(sql: string, parameters?: readonly SqlValue[]): Promise<RunResult>;
  all(sql: string, parameters?: readonly SqlValue[]): Promise<SqlRow[]>;
}

/**
 * The seam in front of the embedded database. One writer; transactions queue one behind the other.
 * Faults are GateError `database-failed`, `database-refused` when the data of a statement was at fault (a constraint, a
 * value too large), or `database-busy` when another process holds the file.
 */
export interface SqlDatabase extends SqlSession {
  /** Runs several statements without parameters, such as a schema. */
  script(sql: string): Promise<void>;
  /**
   * Begins immediately, commits when the work resolves, rolls back and rethrows when it throws. Inside the work only the
   * given session may be used: a statement of the database itself would wait for the transaction to end.
   */
  transaction<T>(work: (session: SqlSession) => Promise<T>): Promise<T>;
  /** Waits for what was begun; safe to call twice. */
  close(): Promise<void>;
}
