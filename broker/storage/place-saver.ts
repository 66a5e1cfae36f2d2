import type { SqlDatabase } from '#core/ports/sql-database.js';
import { PLACED_MARK } from './entry-places.js';
import { queriesOn } from './queries.js';
import { putMark, putPlaces } from './sqlite-ledger-script.js';

/** Entries whose places are saved in one transaction: few enough that a decision behind it hardly notices. */
const AT_ONCE = 4_000;

/** Saves where entries stand in their journals, a piece of the ledger at a time, each piece together with its mark. */
export class PlaceSaver {
  readonly #database: SqlDatabase;
  #mark: number | null = null;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  /** Saves everything up to the entry. One call at a time. */
  async save(lastEntry: number): Promise<void> {
    let mark = this.#mark ?? (await this.#readMark());
    while (mark < lastEntry) {
      const to = Math.min(mark + AT_ONCE, lastEntry);
      await this.#database.commitScript(putPlaces(mark, to) + putMark(PLACED_MARK, to));
      mark = to;
      this.#mark = to;
    }
  }

  async #readMark(): Promise<number> {
    const row = await queriesOn(this.#database)
      .selectFrom('ledger_marks')
      .select('entry')
      .where('name', '=', PLACED_MARK)
      .executeTakeFirst();
    return row?.entry ?? 0;
  }
}
