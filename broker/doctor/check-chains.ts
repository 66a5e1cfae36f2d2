import { lineIds } from '../ledger/trace-book.js';
import { isAmendment, type LedgerRow } from '../ledger/amendment-chain.js';
import { ledgerPage } from '../storage/ledger-pages.js';
import { queriesOn, type Queries } from '../storage/queries.js';
import type { EntryRow } from '../storage/schema.js';
import { placeOfEntry, placeOfRow, seqsText, type CheckTools } from './check-tools.js';
import { ErasureCheck } from './check-erasure.js';
import { explainBreak, type RegisterHints } from './explain-break.js';
import type { ExaminedJournal } from './frame.js';
import { JournalWalk, type ChainBreak } from './journal-walk.js';

/** Rows in memory at once; a few hundred bytes each. */
const PAGE = 2_000;
/** Breaks that are looked into; each costs some thousand hashes. */
const EXPLAINED = 20;
/** Passes of a household that are tried. */
const HINTS = 100;

/** Walks through all entries and amendments in order of arrival: every hash, every journal, and that what is erased is erased whole. */
export class ChainCheck {
  readonly #tools: CheckTools;
  readonly #queries: Queries;
  readonly #walks = new Map<number, JournalWalk>();
  readonly #strangers = new Set<number>();
  #lines: ReadonlySet<string> = new Set();
  readonly #erasure: ErasureCheck;
  #explained = 0;
  #unfinished = 0;

  constructor(tools: CheckTools) {
    this.#tools = tools;
    this.#queries = queriesOn(tools.session);
    this.#erasure = new ErasureCheck(tools);
  }

  /** Answers where each journal stands. */
  async run(): Promise<readonly JournalWalk[]> {
    const { frame, findings } = this.#tools;
    for (const journal of frame.journals.values()) {
      this.#walks.set(journal.number, new JournalWalk({ journal, mark: frame.mark, findings }));
    }
    const lines = await this.#queries.selectFrom('trace_lines').select('id').execute();
    this.#lines = new Set(lines.map(({ id }) => id));
    for (let last = 0, rows = await this.#page(0); rows.length > 0; rows = await this.#page(last)) {
      for (const row of rows) await this.#take(row);
      last = rows.at(-1)?.id ?? last;
      this.#tools.onReached(last);
    }
    for (const walk of this.#walks.values()) await this.#told(walk.end());
    if (this.#unfinished > 0) {
      const problem = `${this.#unfinished} rows lie before the limit of an erasure and are not erased yet; the erasure goes on by itself`;
      findings.warn({ table: 'entries' }, problem);
    }
    return [...this.#walks.values()];
  }

  #page(after: number): Promise<LedgerRow[]> {
    return ledgerPage(this.#queries, after, PAGE);
  }

  async #take(row: LedgerRow): Promise<void> {
    const walk = this.#walks.get(row.journal);
    if (walk === undefined) {
      this.#stranger(row);
      return;
    }
    if (!this.#erasure.check(row, walk.journal)) this.#unfinished += 1;
    if (!isAmendment(row)) this.#checkTrace(row, walk.journal);
    await this.#told(walk.take(row));
  }

  /** Each unknown journal once: its rows can not be followed. */
  #stranger(row: LedgerRow): void {
    if (this.#strangers.has(row.journal)) return;
    this.#strangers.add(row.journal);
    const place = placeOfRow(row, undefined);
    this.#tools.findings.breakage(place, 'journal', `there is no journal number ${row.journal}`);
  }

  #checkTrace(row: EntryRow, journal: ExaminedJournal): void {
    const missing = lineIds(row.trace).find((id) => !this.#lines.has(id));
    if (missing === undefined) return;
    const problem = `it names the line ${missing}, which is not in trace_lines`;
    this.#tools.findings.breakage(placeOfEntry(row, journal), 'trace', problem);
  }

  async #told(one: ChainBreak | null): Promise<void> {
    if (one === null) return;
    this.#explained += 1;
    const column = this.#explained > EXPLAINED ? null : explainBreak(one, await this.#hints(one.row));
    this.#tools.findings.breakage(placeOfRow(one.row, one.journal), column, problemOf(one, column));
  }

  async #hints({ household, pass }: LedgerRow): Promise<RegisterHints> {
    const passes = this.#queries.selectFrom('passes').select(['id', 'household']).limit(HINTS);
    const own = pass === null ? [] : await passes.where('id', '=', pass).execute();
    const others = household === null ? [] : await passes.where('household', '=', household).execute();
    const households = own.map((row) => row.household);
    return { households, passes: others.map(({ id }) => id) };
  }
}

function problemOf({ row, topSeq }: ChainBreak, column: string | null): string {
  if (column !== null) return 'it was changed: the row does not fit its hash';
  const gap =
    row.seq !== null && row.seq > topSeq + 1
      ? ` (${seqsText(topSeq + 1, row.seq - 1)} did not arrive before it)`
      : '';
  return `it does not fit its hash: it was changed, or a row of its journal before it was removed, added or moved${gap}`;
}
