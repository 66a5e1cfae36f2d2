import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { EventSource, FoundEvent, Look } from './event-source.js';

const LOOK = 'select position, kind, body from node_events where position > ? order by position';

/**
 * The events of a SQLite file: there is one node, so nobody else is told anything, and what its own transactions have
 * changed in the register is found by a look after each write that is none of the ledger's.
 */
export class SqliteEvents implements EventSource {
  readonly #database: SqlDatabase;
  readonly #node: string;
  #position = 0;
  #revision = -1;

  constructor(tools: { readonly database: SqlDatabase; readonly node: string }) {
    this.#database = tools.database;
    this.#node = tools.node;
  }

  get isWorthALook(): boolean {
    return this.#database.revision !== this.#revision;
  }

  async begin(): Promise<void> {
    const [row] = await this.#database.all('select coalesce(max(position), 0) as last from node_events');
    this.#position = Number(row?.['last']);
  }

  async look(): Promise<Look> {
    const { revision } = this.#database;
    const rows: unknown = await this.#database.all(LOOK, [this.#position]);
    const found = rows as readonly (Omit<FoundEvent, 'node'> & { readonly position: number })[];
    this.#position = found.at(-1)?.position ?? this.#position;
    this.#revision = revision;
    return found.map(({ kind, body }) => ({ node: this.#node, kind, body }));
  }

  add(): Promise<void> {
    return Promise.resolve();
  }

  call(): Promise<void> {
    return Promise.resolve();
  }

  onCall(): () => void {
    return () => undefined;
  }

  /** What was heard is of no more use; the last stays, so that the numbers go on from it. */
  async prune(): Promise<void> {
    await this.#database.run('delete from node_events where position < ?', [this.#position]);
  }
}
