import type { SqlDatabase, SqlSession } from '#core/ports/sql-database.js';

interface Waiting {
  readonly run: (session: SqlSession) => Promise<void>;
  readonly succeed: () => void;
  readonly fail: (reason: unknown) => void;
}

/** Enough to share the cost of the disk, little enough that a live entry never waits long behind a backlog. */
const LARGEST_GROUP = 200;

/**
 * Writes that gather while a commit is under way share the next one: a lone write waits for nobody, a drained backlog
 * costs one disk flush for many settlements. When a group fails its writes are tried one by one, so that none fails for
 * another's fault.
 */
export class GroupCommit {
  readonly #database: SqlDatabase;
  readonly #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  /** Resolves with what the work gave when it is committed. */
  write<T>(work: (session: SqlSession) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      let result: { readonly value: T } | null = null;
      this.#waiting.push({
        run: async (session) => {
          result = { value: await work(session) };
        },
        succeed: () => {
          if (result !== null) resolve(result.value);
        },
        fail: reject,
      });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing waits to be committed. */
  async drained(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) await this.#commit(this.#waiting.splice(0, LARGEST_GROUP));
    this.#running = null;
  }

  async #commit(group: readonly Waiting[]): Promise<void> {
    try {
      await this.#database.transaction(async (session) => {
        for (const one of group) await one.run(session);
      });
      for (const one of group) one.succeed();
    } catch (error) {
      if (group.length === 1) group[0]?.fail(error);
      else for (const one of group) await this.#commit([one]);
    }
  }
}
