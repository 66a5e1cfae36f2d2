import type { EntryRecord } from '#core/api/entries.js';
import type { JournalId } from '#core/units/ids.js';
import type { Decision } from '#core/wire/decision.js';
import type { EntryRow } from '../storage/schema.js';
import type { Arrival } from './arrival.js';
import type { Place } from './batch-context.js';
import type { ArrivalRuling } from './decide-arrival.js';
import type { FoundPass } from './ledger-store.js';

interface NewRow {
  readonly id: number;
  /** Number of the journal. */
  readonly journal: number;
  readonly arrival: Arrival;
  readonly place: Place;
  readonly ruling: ArrivalRuling;
  readonly found: FoundPass | null;
  readonly document: string;
}

/** The ledger row of a decided arrival. */
export function rowOf(one: NewRow): EntryRow {
  const { arrival, place, ruling, found } = one;
  const { entry } = arrival;
  return {
    id: one.id,
    journal: one.journal,
    seq: entry.seq,
    gate: arrival.gate,
    compound: place.compound,
    at: ruling.at,
    received_at: arrival.receivedAt,
    lane: entry.lane,
    direction: entry.direction,
    purpose: entry.purpose,
    credential_kind: entry.credential.kind,
    body_c: entry.reading?.bodyC ?? null,
    verdict: ruling.verdict,
    reason: ruling.reason,
    next_at: ruling.nextAt,
    household: found?.pass.household ?? null,
    pass: found?.pass.id ?? null,
    decided_by: ruling.decidedBy,
    decided_at: ruling.decidedAt,
    conflict: ruling.conflict ? 1 : 0,
    policy_version: place.policyVersion,
    book_version: ruling.bookVersion,
    trace: JSON.stringify(ruling.trace),
    entry: one.document,
  };
}

/** The columns of a row that lists and the live feed show. */
export type RecordColumns = Omit<EntryRow, 'trace' | 'entry' | 'journal' | 'policy_version' | 'book_version'>;

/** A ledger row as lists and the live feed show it. */
export function recordOf(row: RecordColumns, journal: JournalId): EntryRecord {
  return {
    id: row.id,
    gate: row.gate,
    compound: row.compound,
    journal,
    seq: row.seq,
    at: row.at,
    receivedAt: row.received_at,
    lane: row.lane,
    direction: row.direction,
    purpose: row.purpose,
    credentialKind: row.credential_kind,
    bodyC: row.body_c,
    verdict: row.verdict,
    reason: row.reason,
    nextAt: row.next_at,
    household: row.household,
    pass: row.pass,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
    conflict: row.conflict === 1,
  };
}

/** The decision a ledger row stands for: the same one, however often it is asked for. */
export function decisionOf(
  row: Pick<
    EntryRow,
    | 'seq'
    | 'verdict'
    | 'reason'
    | 'next_at'
    | 'household'
    | 'pass'
    | 'book_version'
    | 'decided_at'
    | 'conflict'
  >,
  journal: JournalId,
): Decision {
  return {
    journal,
    seq: row.seq,
    verdict: row.verdict,
    reason: row.reason,
    nextAt: row.next_at,
    household: row.household,
    pass: row.pass,
    bookVersion: row.book_version,
    decidedAt: row.decided_at,
    conflict: row.conflict === 1,
  };
}
