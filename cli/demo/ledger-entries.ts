import type { Central } from '#core/api/central.js';
import type { EntryDetail } from '#core/api/entries.js';
import { PAGE_LIMIT } from '#core/api/paging.js';
import type { Instant } from '#core/units/instant.js';

/** Every entry the ledger received since the instant, with its credential, read page by page. */
export async function ledgerEntries(central: Central, since: Instant): Promise<EntryDetail[]> {
  const details: EntryDetail[] = [];
  let after: string | null = null;
  do {
    const page = await central.entries.list({ limit: PAGE_LIMIT, ...(after === null ? {} : { after }) });
    const recent = page.items.filter((record) => record.receivedAt >= since);
    for (const record of recent) {
      const detail = await central.entries.get(record.journal, record.seq);
      if (detail !== null) details.push(detail);
    }
    after = recent.length < page.items.length ? null : page.next;
  } while (after !== null);
  return details;
}
