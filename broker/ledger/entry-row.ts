import type { EntryRecord } from '#core/api/entries.js';
import type { CompoundId, GateId, JournalId } from '#core/units/ids.js';
import type { Decision } from '#core/wire/decision.js';
import type { Entry, Reading } from '#core/wire/entry.js';
import type { EntryRow } from '../storage/schema.js';

/** What a row leaves out because its journal tells it. */
export interface RowOrigin {
  readonly journal: JournalId;
  readonly gate: GateId;
  readonly compound: CompoundId;
}

/** What the parts of a row say; null where it was erased. */
export interface RowContent {
  readonly presented: Pick<Entry, 'lane' | 'purpose' | 'credential'> | null;
  readonly reading: Reading | null;
}

/** A ledger row as lists and the live feed show it. */
export function recordOf(row: EntryRow, origin: RowOrigin, content: RowContent): EntryRecord {
  const { presented, reading } = content;
  return {
    id: row.id,
    gate: origin.gate,
    compound: origin.compound,
    journal: origin.journal,
    seq: row.seq,
    at: row.at,
    receivedAt: row.received_at,
    lane: presented?.lane ?? null,
    direction: row.direction,
    purpose: presented?.purpose ?? null,
    credentialKind: presented?.credential.kind ?? null,
    bodyC: reading?.bodyC ?? null,
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
export function decisionOf(row: EntryRow, journal: JournalId): Decision {
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
