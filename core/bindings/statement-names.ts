/** Most statements that are prepared on each connection. */
const MAX_NAMES = 200;
/** A statement that comes again has earned a name; those built for one occasion never get one. */
const NAMED_FROM = 3;
/** Statements that are counted; more than there are in the code. */
const MAX_COUNTED = 2_000;

/** Names for the statements that come again and again, so that the server reads and checks each of them once. */
export class StatementNames {
  readonly #uses = new Map<string, number>();
  readonly #names = new Map<string, string>();

  /** The statement's name; undefined as long as it has none. */
  of(sql: string): string | undefined {
    const known = this.#names.get(sql);
    if (known !== undefined || this.#names.size >= MAX_NAMES) return known;
    const uses = (this.#uses.get(sql) ?? 0) + 1;
    if (uses < NAMED_FROM) {
      if (this.#uses.size >= MAX_COUNTED) this.#uses.clear();
      this.#uses.set(sql, uses);
      return undefined;
    }
    this.#uses.delete(sql);
    const name = `s${this.#names.size + 1}`;
    this.#names.set(sql, name);
    return name;
  }
}
