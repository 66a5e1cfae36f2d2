import type { SpanQuery, WorkerOverridesItem } from '#core/api/lists.js';
import type { Page } from '#core/api/paging.js';
import { overridesPerWorker, type WorkerAmendment } from '#core/lists/overrides-per-worker.js';
import { DAY, type Instant } from '#core/units/instant.js';
import { saidOf } from '../ledger/amendment-parts.js';
import type { Queries } from '../storage/queries.js';
import { compoundRules } from '../register/compound-rules.js';
import { falling, sortedPage } from './sorted-page.js';

const DAYS_BACK = 30;

/** Overrides and voids per duty worker. Those whose author is erased are nobody's any more. */
export async function overrideList(
  query: SpanQuery,
  now: Instant,
  queries: Queries,
): Promise<Page<WorkerOverridesItem>> {
  const { id } = await compoundRules(query.compound, queries);
  const { from = now - DAYS_BACK * DAY, to = Number.MAX_SAFE_INTEGER } = query;
  const rows = await queries
    .selectFrom('amendments as a')
    .innerJoin('entries as e', 'e.id', 'a.entry')
    .innerJoin('journals as j', 'j.number', 'a.journal')
    .innerJoin('gates as g', 'g.id', 'j.gate')
    .select(['a.kind', 'a.reason', 'a.at', 'a.said', 'e.reason as entryReason'])
    .where('g.compound', '=', id)
    .where('a.made_by', '=', 'worker')
    .where('a.received_at', '>=', from)
    .where('a.received_at', '<', to)
    .orderBy('a.id')
    .execute();
  const amendments = rows.flatMap(({ kind, reason, at, said, entryReason }): WorkerAmendment[] => {
    const worker = saidOf(said)?.author;
    if (worker === undefined || (kind !== 'override' && kind !== 'void')) return [];
    return [{ worker, kind, reason: reason ?? undefined, entryReason, at }];
  });
  const items = overridesPerWorker(amendments).map((one) => {
    return { ...one, reasons: [...one.reasons], against: [...one.against] };
  });
  return sortedPage(items, query, ({ overrides, voids, worker }) => {
    return `${falling(overrides)}/${falling(voids)}/${worker}`;
  });
}
