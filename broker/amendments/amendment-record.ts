import type { AmendmentChange } from '#core/amend/amendment-change.js';
import type { AmendmentRecord } from '#core/api/amendments.js';
import type { CompoundId, GateId, JournalId } from '#core/units/ids.js';
import { saidOf } from '../ledger/amendment-parts.js';
import { readingOf } from '../ledger/entry-parts.js';
import type { AmendmentRow } from '../storage/amendment-schema.js';

/** What a row leaves out because its journal and its entry tell it. */
export interface AmendmentOrigin {
  readonly journal: JournalId;
  readonly gate: GateId;
  readonly compound: CompoundId;
  readonly entrySeq: number;
}

/** An amendment as lists, entries and the live feed show it. */
export function amendmentRecord(row: AmendmentRow, origin: AmendmentOrigin): AmendmentRecord {
  const said = saidOf(row.said);
  const words = row.no_effect === null ? null : (JSON.parse(row.no_effect) as [zh: string, en: string]);
  return {
    id: row.id,
    gate: origin.gate,
    compound: origin.compound,
    journal: origin.journal,
    seq: row.seq,
    entry: origin.entrySeq,
    at: row.at,
    receivedAt: row.received_at,
    kind: row.kind,
    by: row.made_by,
    author: said?.author ?? null,
    reason: row.reason,
    note: said?.note ?? null,
    reading: readingOf(row.reading),
    verdict: row.verdict,
    verdictReason: row.verdict_reason,
    changes: changeOf(row).kind,
    noEffect: words === null ? null : { zh: words[0], en: words[1] },
    household: row.household,
  };
}

export function changeOf({ change }: Pick<AmendmentRow, 'change'>): AmendmentChange {
  return JSON.parse(change) as AmendmentChange;
}
