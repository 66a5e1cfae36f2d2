import type { Entry } from '#core/wire/entry.js';
import type { EntryRow, Flag } from '../storage/schema.js';
import type { Arrival } from './arrival.js';
import type { Place } from './batch-context.js';
import type { BatchTools } from './batch.js';
import { rowHash } from './chain.js';
import type { ArrivalRuling } from './decide-arrival.js';
import { effectsCode } from './effects-code.js';
import { presentationPart, readingPart } from './entry-parts.js';
import type { FoundPass, KnownJournal, LedgerState } from './ledger-store.js';

const YES: Flag = 1;
const NO: Flag = 0;

interface DecidedArrival {
  readonly id: number;
  readonly journal: KnownJournal;
  readonly arrival: Arrival;
  readonly place: Place;
  readonly ruling: ArrivalRuling;
  readonly found: FoundPass | null;
  /** The state before it. */
  readonly before: LedgerState;
}

/** The ledger row of a decided arrival, chained to the one of its journal before it. */
export function newRow(one: DecidedArrival, tools: Pick<BatchTools, 'salts' | 'traces'>): EntryRow {
  const { id, arrival, ruling, found, journal, place } = one;
  const { entry } = arrival;
  const pass = found?.pass ?? null;
  const row = {
    id,
    journal: journal.number,
    seq: entry.seq,
    at: ruling.at,
    received_at: arrival.receivedAt,
    direction: entry.direction,
    verdict: ruling.verdict,
    reason: ruling.reason,
    next_at: ruling.nextAt,
    decided_by: ruling.decidedBy,
    decided_at: ruling.decidedAt,
    conflict: ruling.conflict ? YES : NO,
    policy_version: place.policy.version,
    book_version: ruling.bookVersion,
    effects: effectsCode(ruling.effects, pass),
    household: pass?.household ?? null,
    pass: pass?.id ?? null,
    presentation: presentationPart(entry, valueToKeep(entry, found), tools.salts.next()),
    reading: entry.reading === null ? null : readingPart(entry.reading, tools.salts.next()),
    trace: tools.traces.write(ruling.trace, pass?.id ?? null),
    previous: one.before.lastEntry === 0 ? null : one.before.lastEntry,
    hash: '',
  } satisfies EntryRow;
  row.hash = rowHash(journal.hash, row);
  return row;
}

/** The QR text of the pass stands in the register; a thousand entries need not repeat its 230 characters. */
function valueToKeep({ credential }: Entry, found: FoundPass | null): string | null {
  const { kind, value } = credential;
  return kind === 'qr' && value === found?.qr ? null : value;
}
