import type { Decision } from '#core/wire/decision.js';
import type { Entry } from '#core/wire/entry.js';
import { laneId } from '#core/units/ids.js';
import type { EntryDraft } from '#gateway/journal/journal.js';

/** An entry draft as a lane makes it; the parts that matter to a test are given. */
export function draftWith(parts: Partial<EntryDraft> = {}): EntryDraft {
  return {
    at: 1_767_574_800_000,
    clock: 'synced',
    lane: laneId('a'),
    direction: 'out',
    purpose: null,
    credential: { kind: 'code', value: '7K3M-Q2XA' },
    reading: null,
    local: null,
    ...parts,
  };
}

/** The service's decision for an entry. */
export function decisionFor(entry: Pick<Entry, 'journal' | 'seq'>, parts: Partial<Decision> = {}): Decision {
  return {
    journal: entry.journal,
    seq: entry.seq,
    verdict: 'allow',
    reason: 'ok',
    nextAt: null,
    household: null,
    pass: null,
    bookVersion: 1,
    decidedAt: 1_767_574_800_100,
    conflict: false,
    ...parts,
  };
}
