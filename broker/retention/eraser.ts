import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { CompoundId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import type { LedgerRow } from '../ledger/amendment-chain.js';
import { firstById } from '../storage/ledger-pages.js';
import { eraseOldContacts } from '../register/erase-details.js';
import { queriesOn, type Queries } from '../storage/queries.js';
import { carryStates } from './carry-states.js';
import { eraseMeasured, erasePerson } from './erased-row.js';
import type { ErasureName } from './erased-until.js';

/** Rows in one transaction: few enough that a decision behind it hardly notices. */
const AT_ONCE = 500;

interface EraserTools {
  readonly database: SqlDatabase;
  /** The time of the erasure, for its record. */
  readonly now: Instant;
}

interface Span {
  readonly compound: CompoundId;
  /** What was received before it is erased. */
  readonly before: Instant;
}

/**
 * Erases personal data of one compound by its age, oldest first and a few rows at a time, because every decision needs the
 * same writer. Times are those of receipt: they grow with the ids, so `erasures` can tell by one id how far it came.
 */
export class Eraser {
  readonly #tools: EraserTools;

  constructor(tools: EraserTools) {
    this.#tools = tools;
  }

  /** What was measured, and the traces that tell it. Answers how many entries and amendments. */
  temperatures(span: Span): Promise<number> {
    return this.#entries('temperatures', span, async (rows, queries) => {
      for (const row of rows) await eraseMeasured(row, queries);
    });
  }

  /** Who came, and who added what. What the entries had left of each household's state is kept as a checkpoint without them. */
  persons(span: Span): Promise<number> {
    return this.#entries('entries', span, async (rows, queries) => {
      await carryStates(span.compound, rows, queries);
      for (const row of rows) await erasePerson(row, queries);
    });
  }

  /** Whose the alarms were. */
  async alarms({ compound, before }: Span): Promise<void> {
    await this.#tools.database.transaction(async (session) => {
      const queries = queriesOn(session);
      await queries
        .updateTable('alarms')
        .set({ household: null, pass: null, note: '', fever: null })
        .where('compound', '=', compound)
        .where('raised_at', '<', before)
        .execute();
      const old = queries
        .selectFrom('alarms')
        .select('id')
        .where('compound', '=', compound)
        .where('raised_at', '<', before);
      await queries
        .updateTable('alarm_events')
        .set({ detail: '{}' })
        .where('action', '=', 'resolve')
        .where('detail', '!=', '{}')
        .where('alarm', 'in', old)
        .execute();
      await this.#record({ compound, target: 'alarms', until: 0, before }, queries);
    });
  }

  /** What was measured in cases of fever. */
  async feverCases({ compound, before }: Span): Promise<void> {
    await queriesOn(this.#tools.database)
      .updateTable('alarms')
      .set({ fever: null })
      .where('compound', '=', compound)
      .where('raised_at', '<', before)
      .where('fever', 'is not', null)
      .execute();
  }

  /** Exceptions that were over before; what they let out stays in the ledger. */
  async exceptions({ compound, before }: Span): Promise<void> {
    await queriesOn(this.#tools.database)
      .deleteFrom('exceptions')
      .where('compound', '=', compound)
      .where('expires', '<', before)
      .execute();
  }

  /** Messages that could not be read: nobody knows what is in them. */
  async quarantine({ compound, before }: Span): Promise<void> {
    await this.#tools.database.transaction(async (session) => {
      const queries = queriesOn(session);
      const gates = queries.selectFrom('gates').select('id').where('compound', '=', compound);
      await queries
        .deleteFrom('quarantine')
        .where('gate', 'in', gates)
        .where('received_at', '<', before)
        .execute();
      await this.#record({ compound, target: 'quarantine', until: 0, before }, queries);
    });
  }

  /** How to reach and recognise residents, in the register and in imports. Answers of how many. */
  async contacts({ compound, before }: Span): Promise<number> {
    let erased = 0;
    for (;;) {
      const step = await this.#tools.database.transaction(async (session) => {
        const done = await eraseOldContacts({ compound, before }, session);
        if (done.isDone) {
          await this.#record({ compound, target: 'contacts', until: 0, before }, queriesOn(session));
        }
        return done;
      });
      erased += step.erased;
      if (step.isDone) return erased;
    }
  }

  async #entries(
    target: ErasureName,
    { compound, before }: Span,
    erase: (rows: readonly LedgerRow[], queries: Queries) => Promise<void>,
  ): Promise<number> {
    let erased = 0;
    for (;;) {
      const count = await this.#tools.database.transaction(async (session) => {
        const queries = queriesOn(session);
        const rows = await this.#next(target, { compound, before }, queries);
        const last = rows.at(-1);
        if (last === undefined) return 0;
        await erase(rows, queries);
        await this.#record({ compound, target, until: last.id, before }, queries);
        return rows.length;
      });
      erased += count;
      if (count < AT_ONCE) return erased;
    }
  }

  async #next(target: ErasureName, span: Span, queries: Queries): Promise<LedgerRow[]> {
    const { compound, before } = span;
    const done = await queries
      .selectFrom('erasures')
      .select('until_entry')
      .where('compound', '=', compound)
      .where('target', '=', target)
      .executeTakeFirst();
    const journals = queries
      .selectFrom('journals as j')
      .innerJoin('gates as g', 'g.id', 'j.gate')
      .select('j.number')
      .where('g.compound', '=', compound);
    const entries = await queries
      .selectFrom('entries')
      .selectAll()
      .where('id', '>', done?.until_entry ?? 0)
      .where('received_at', '<', before)
      .where('journal', 'in', journals)
      .orderBy('id')
      .limit(AT_ONCE)
      .execute();
    const amendments = await queries
      .selectFrom('amendments')
      .selectAll()
      .where('id', '>', done?.until_entry ?? 0)
      .where('received_at', '<', before)
      .where('journal', 'in', journals)
      .orderBy('id')
      .limit(AT_ONCE)
      .execute();
    return firstById<LedgerRow>([entries, amendments], AT_ONCE);
  }

  async #record(
    done: { compound: CompoundId; target: ErasureName; until: number; before: Instant },
    queries: Queries,
  ): Promise<void> {
    const { compound, target, until, before } = done;
    const { now } = this.#tools;
    const change = { until_entry: until, older_than: Math.min(before, now), ran_at: now };
    await queries
      .insertInto('erasures')
      .values({ compound, target, ...change })
      .onConflict((conflict) => conflict.columns(['compound', 'target']).doUpdateSet(change))
      .execute();
  }
}
