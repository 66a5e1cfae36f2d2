import type { GateId } from '#core/units/ids.js';
import type { Queries } from '../storage/queries.js';

/** From so many entries on, the newest of a gate are near the end of the ledger. */
const BUSY_FROM = 20_000;

export interface GateJournals {
  readonly numbers: readonly number[];
  readonly isBusy: boolean;
}

/** The journals a gate has ever had: a new one with each new disk. */
export async function journalsOfGate(gate: GateId, queries: Queries): Promise<GateJournals> {
  const journals = await queries
    .selectFrom('journals')
    .select(['number', 'top_seq'])
    .where('gate', '=', gate)
    .execute();
  const entries = journals.reduce((sum, { top_seq: top }) => sum + top, 0);
  return { numbers: journals.map(({ number }) => number), isBusy: entries >= BUSY_FROM };
}
