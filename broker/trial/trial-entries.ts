import { EMPTY_STATE, type HouseholdState } from '#core/rules/household-state.js';
import type { TrialEntry } from '#core/policy/trial-run.js';
import type { CredentialFinding } from '#core/pass/pass.js';
import type { CompoundId, JournalId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import { sql } from 'kysely';
import { presentedOf, readingOf } from '../ledger/entry-parts.js';
import { entryTime } from '../ledger/entry-time.js';
import { stateAfter, stateKeyOfRow } from '../ledger/replay.js';
import type { Queries } from '../storage/queries.js';
import type { EntryRow } from '../storage/schema.js';
import { TrialPasses, type TrialPass } from './trial-passes.js';

/** Entries read and replayed at once: few enough that a decision behind it hardly notices. */
const PAGE = 250;

interface Span {
  readonly compound: CompoundId;
  /** The states are folded from the entries since then. */
  readonly foldFrom: Instant;
  /** Entries from here on are replayed. */
  readonly from: Instant;
  readonly mostEntries: number;
}

type Row = EntryRow & { readonly journalId: JournalId; readonly qr: string | null };

/** Reads the entries of a compound for a trial, a page at a time. Nothing is kept but the state of each household. */
export class TrialEntries {
  readonly #queries: Queries;
  readonly #span: Span;
  readonly #passes: TrialPasses;
  readonly #states = new Map<string, HouseholdState>();
  #replayed = 0;
  /** Entries that are erased, so that nobody knows any more what was presented. */
  erased = 0;
  /** False: there were more entries than are replayed. */
  isWhole = true;

  constructor(queries: Queries, span: Span) {
    this.#queries = queries;
    this.#span = span;
    this.#passes = new TrialPasses(queries, span.compound);
  }

  /** The state before the first entry that is replayed. */
  startState(household: string): HouseholdState {
    return this.#states.get(household) ?? EMPTY_STATE;
  }

  async *read(): AsyncGenerator<TrialEntry> {
    const journals = await this.#journals();
    if (journals.length === 0) return;
    for (let last = (await this.#firstId()) - 1; ;) {
      const rows = await this.#page(journals, last);
      await this.#passes.load(rows.flatMap(({ pass }) => pass ?? []));
      for (const row of rows) {
        if (row.at < this.#span.from) {
          this.#fold(row);
          continue;
        }
        const entry = this.#entryOf(row);
        if (entry === null) continue;
        if (this.#replayed >= this.#span.mostEntries) {
          this.isWhole = false;
          return;
        }
        this.#replayed += 1;
        yield entry;
      }
      last = rows.at(-1)?.id ?? last;
      if (rows.length < PAGE) return;
    }
  }

  async #journals(): Promise<readonly number[]> {
    const rows = await this.#queries
      .selectFrom('journals as j')
      .innerJoin('gates as g', 'g.id', 'j.gate')
      .select('j.number')
      .where('g.compound', '=', this.#span.compound)
      .execute();
    return rows.map(({ number }) => number);
  }

  /** Ids go by arrival and times by what happened, so the oldest entry of the span is the first of them, give or take. */
  async #firstId(): Promise<number> {
    const row = await this.#queries
      .selectFrom('entries')
      .select(({ fn }) => fn.min<number | null>('id').as('first'))
      .where('at', '>=', this.#span.foldFrom)
      .executeTakeFirst();
    return row?.first ?? 1;
  }

  #page(journals: readonly number[], last: number): Promise<Row[]> {
    return (
      this.#queries
        .selectFrom('entries as e')
        .innerJoin('journals as j', 'j.number', 'e.journal')
        .leftJoin('passes as p', 'p.id', 'e.pass')
        .selectAll('e')
        .select(['j.journal as journalId', 'p.qr'])
        .where('e.id', '>', last)
        // Not by the index of journals: walking the ledger in its order is far cheaper than sorting all of them.
        .where(sql<number>`+e.journal`, 'in', journals)
        .orderBy('e.id')
        .limit(PAGE)
        .execute()
    );
  }

  /** What came before only counts by what it has left. */
  #fold(row: Row): void {
    const key = stateKeyOfRow(row);
    if (key !== null && row.at >= this.#span.foldFrom)
      this.#states.set(key, stateAfter(this.startState(key), row));
  }

  #entryOf(row: Row): TrialEntry | null {
    const presented = presentedOf(row.presentation, row.qr);
    if (presented === null) {
      this.erased += 1;
      return null;
    }
    const { journalId: journal, seq, direction, verdict, reason } = row;
    const entry = { journal, seq, direction, ...presented, reading: readingOf(row.reading) };
    const { at, reading } = entryTime(entry, row.received_at);
    const pass = row.pass === null ? null : this.#passes.get(row.pass);
    return {
      id: `${at} ${journal} ${seq}`,
      household: stateKeyOfRow(row),
      recorded: { verdict, reason },
      presentation: { ...entry, reading },
      credential: credentialOf(row, pass),
      restrictions: {
        householdSealed: pass?.householdSealed ?? false,
        buildingSealed: false,
        personIsolated: pass?.personIsolated ?? false,
      },
      exceptions: pass?.exceptions ?? [],
      now: at,
    };
  }
}

/** The reasons of credentials that led to no pass, by what was found. What is not among them was a pass. */
const WITHOUT_PASS: Readonly<Record<string, CredentialFinding>> = {
  'pass-forged': { kind: 'forged', problem: 'as recorded' },
  'wrong-compound': { kind: 'wrong-compound' },
  'cannot-check': { kind: 'unchecked', reason: 'cannot-check' },
  'key-unknown': { kind: 'unchecked', reason: 'key-unknown' },
};

function credentialOf(
  { pass: id, reason }: Pick<Row, 'pass' | 'reason'>,
  pass: TrialPass | null,
): CredentialFinding {
  if (pass !== null) return { kind: 'pass', pass: wasRevoked(pass, reason) };
  return (id === null ? WITHOUT_PASS[reason] : undefined) ?? { kind: 'unknown' };
}

/** A pass that was revoked since was none then: it counts as it did. */
function wasRevoked({ pass }: TrialPass, reason: string): TrialPass['pass'] {
  return pass.revoked && reason !== 'pass-revoked' ? { ...pass, revoked: false } : pass;
}
