import type { SqlDatabase, SqlSession, SqlValue } from '#core/ports/sql-database.js';

type Question = readonly [sql: string, parameters: readonly SqlValue[]];

/** A SQLite database that remembers what it was asked, so that a test can look at the plans of it. */
export class WatchedDatabase {
  readonly #database: SqlDatabase;
  #asked: Question[] = [];

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  /** To be given to what is watched. */
  get database(): SqlDatabase {
    const database = this.#database;
    return {
      ...this.#watched(database),
      reader: this.#watched(database.reader),
      get revision() {
        return database.revision;
      },
      commitScript: (sql) => database.commitScript(sql),
      transaction: (work) => database.transaction((session) => work(this.#watched(session))),
      close: () => database.close(),
    };
  }

  /** How SQLite has gone about each question of the work that reads the ledger; a line for each step. */
  async plansOf(work: (database: SqlDatabase) => Promise<unknown>): Promise<readonly (readonly string[])[]> {
    this.#asked = [];
    await work(this.database);
    const plans: string[][] = [];
    for (const [sql, parameters] of this.#asked) {
      if (!/\bentr(y_places|ies)\b/.test(sql)) continue;
      const steps = await this.#database.all(`explain query plan ${sql}`, parameters);
      plans.push(steps.map(({ detail }) => String(detail)));
    }
    return plans;
  }

  #watched(session: SqlSession): SqlSession {
    return {
      engine: session.engine,
      run: (sql, parameters) => session.run(sql, parameters),
      script: (sql) => session.script(sql),
      all: (sql, parameters = []) => {
        if (!/^\s*(pragma|explain)/i.test(sql)) this.#asked.push([sql, parameters]);
        return session.all(sql, parameters);
      },
    };
  }
}
