import type { HouseholdState } from '#core/rules/household-state.js';
import type { CompoundId } from '#core/units/ids.js';
import { stateAfter, stateKeyOfRow } from '../ledger/replay.js';
import { queriesOn, type Queries } from '../storage/queries.js';
import { readHistory, stateOf } from '../storage/household-history.js';
import { placeOfAmendment, placeOfEntry, type CheckTools } from './check-tools.js';
import { compareState, readState, tellUncompared } from './compare-state.js';
import {
  checkpointPage,
  rangeFilter,
  replayPage,
  savedPage,
  STATE_PAGE,
  type ReplayAmendment,
  type ReplayRow,
  type SavedRow,
} from './state-queries.js';
import { StateRange, type ReplayedState, type StatePlace } from './state-range.js';

/** States in memory at once, at some 3 KiB each: 1,000,000 households take some twenty to forty ranges. */
const STATES_AT_ONCE = 50_000;

const BEGINNING: StatePlace = { compound: '' as CompoundId, key: '' };

/**
 * Replays the ledger and compares the state of every household with the saved one, and the links between its entries. The
 * entries are read once for each range of households, and as many ranges are taken as memory asks for.
 */
export class StateCheck {
  readonly #tools: CheckTools;
  readonly #queries: Queries;
  readonly #most: number;

  constructor(tools: CheckTools, most: number = STATES_AT_ONCE) {
    this.#tools = tools;
    this.#queries = queriesOn(tools.session);
    this.#most = most;
  }

  /** Answers how many states were compared. */
  async run(): Promise<number> {
    let count = 0;
    for (let from: StatePlace | null = BEGINNING; from !== null;) {
      const range: StateRange = new StateRange(from, this.#most);
      await this.#load(range, checkpointPage, (known, row) => {
        this.#begin(known, row);
      });
      await this.#load(range, savedPage, (known, row) => {
        this.#compareStart(known, row);
      });
      await this.#replay(range);
      for (const state of range.states()) tellUncompared(state, this.#tools);
      count += range.states().length;
      from = range.to;
    }
    return count;
  }

  async #load(
    range: StateRange,
    page: typeof savedPage,
    take: (known: ReplayedState, row: SavedRow) => void,
  ): Promise<void> {
    for (let after: StatePlace | null = null; ;) {
      const rows: SavedRow[] = await page(this.#queries, range, after);
      for (const row of rows) {
        const known = range.of(row);
        if (known !== null) take(known, row);
      }
      after = rows.at(-1) ?? after;
      if (rows.length < STATE_PAGE) return;
    }
  }

  #begin(known: ReplayedState, row: SavedRow): void {
    const state = readState(row.state);
    known.hasCheckpoint = true;
    if (state !== null) known.state = state;
  }

  /** A state whose entries are all erased, or that has none yet, stands where the replay begins. */
  #compareStart(known: ReplayedState, { state, lastEntry }: SavedRow): void {
    known.saved = { state, lastEntry };
    known.hasSaved = true;
    if (lastEntry <= this.#tools.frame.erased(known.compound).entries) compareState(known, this.#tools);
  }

  async #replay(range: StateRange): Promise<void> {
    const filter = rangeFilter(range, this.#tools.frame.journals.values());
    if (filter === null) return;
    for (let last = 0; ;) {
      const rows = await replayPage(this.#queries, filter, last);
      for (const row of rows) await this.#take(row, range);
      last = rows.at(-1)?.id ?? last;
      this.#tools.onReached(last);
      if (rows.length < STATE_PAGE) return;
    }
  }

  async #take(row: ReplayRow | ReplayAmendment, range: StateRange): Promise<void> {
    const { frame } = this.#tools;
    const compound = frame.journals.get(row.journal)?.compound ?? null;
    const key = stateKeyOfRow(row);
    if (compound === null || key === null || row.id <= frame.erased(compound).entries) return;
    const known = range.of({ compound, key });
    if (known === null) return;
    this.#checkLink(row, known);
    known.state = await this.#stateAfter(known, row);
    known.last = row.id;
    if (known.saved?.lastEntry === row.id) compareState(known, this.#tools);
    else if (known.isCompared || !known.hasSaved) known.firstUnsaved ??= row.id;
  }

  /** What an amendment changes may lie anywhere before it, so the history is folded anew. */
  async #stateAfter(
    { compound, key, state }: ReplayedState,
    row: ReplayRow | ReplayAmendment,
  ): Promise<HouseholdState> {
    if (!isAmended(row)) return stateAfter(state, row);
    return stateOf(await readHistory(this.#queries, { compound, key, last: row.id }));
  }

  /** The first entry after an erasure may still name an erased one: that link is cut a little later. */
  #checkLink(row: ReplayRow | ReplayAmendment, known: ReplayedState): void {
    const { frame, findings } = this.#tools;
    const { last, compound, hasCheckpoint } = known;
    if (row.previous === (last === 0 ? null : last)) return;
    const isErased = row.previous !== null && row.previous <= frame.erased(compound).entries;
    if (last === 0 && hasCheckpoint && isErased) return;
    const journal = frame.journals.get(row.journal);
    const place = isAmended(row) ? placeOfAmendment(row, journal) : placeOfEntry(row, journal);
    const named = row.previous === null ? 'no entry' : `entry ${row.previous}`;
    const right = last === 0 ? 'there is none' : `it is entry ${last}`;
    findings.breakage(
      place,
      'previous',
      `it names ${named} as its household's entry before it, but ${right}`,
    );
  }
}

function isAmended(row: ReplayRow | ReplayAmendment): row is ReplayAmendment {
  return 'made_by' in row;
}
