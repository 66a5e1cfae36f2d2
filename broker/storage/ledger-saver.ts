import type { SqlDatabase } from '#core/ports/sql-database.js';
import { PlaceSaver } from './place-saver.js';
import type { ResidentJournals } from './resident-journals.js';
import type { ResidentStates } from './resident-states.js';
import { putJournals, putMark, putStates } from './sqlite-ledger-script.js';

/** The entry up to which states and journals are saved. */
export const SAVED_MARK = 'saved';

/** States saved in one transaction: few enough that a decision behind it hardly notices. */
const AT_ONCE = { least: 50, most: 1_000 };
/** Transactions of a round, as long as there are few states: a crowd would rather have fewer syncs of the disk. */
const PIECES = 16;

interface SaverTools {
  readonly database: SqlDatabase;
  readonly states: ResidentStates;
  readonly journals: ResidentJournals;
}

/**
 * Saves what the ledger's entries have changed. A round saves everything that was changed by its beginning, a piece at a
 * time in the order of the keys, and remembers at its end how far it came; a start replays only the entries after that. The
 * places of entries in their journals follow with a mark of their own.
 */
export class LedgerSaver {
  readonly #tools: SaverTools;
  readonly #places: PlaceSaver;
  #round: Promise<void> | null = null;
  #mark = 0;

  constructor(tools: SaverTools) {
    this.#tools = tools;
    this.#places = new PlaceSaver(tools.database);
  }

  /** Saves everything up to the entry, which was committed last. A call during a round begins another behind it. */
  save(lastEntry: number): Promise<void> {
    const before = this.#round ?? Promise.resolve();
    const round = before.catch(() => undefined).then(() => this.#save(lastEntry));
    this.#round = round;
    return round;
  }

  async #save(lastEntry: number): Promise<void> {
    if (lastEntry === this.#mark) return;
    const { database, states, journals } = this.#tools;
    const changed = states.toSave();
    const atOnce = Math.min(AT_ONCE.most, Math.max(AT_ONCE.least, Math.ceil(changed.length / PIECES)));
    for (let at = 0; at < changed.length; at += atOnce) {
      await database.commitScript(putStates(changed.slice(at, at + atOnce)));
    }
    states.saved(changed);
    const moved = journals.toSave();
    await database.commitScript(putJournals(moved) + putMark(SAVED_MARK, lastEntry));
    journals.saved(moved);
    await this.#places.save(lastEntry);
    this.#mark = lastEntry;
  }
}
