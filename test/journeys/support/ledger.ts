import {
  EntryDetailSchema,
  EntryRecordSchema,
  type EntryDetail,
  type EntryRecord,
} from '#core/api/entries.js';
import { pageOf } from '#core/api/paging.js';
import { demand, valueChecker } from '#core/wire/parse-message.js';
import type { ApiClient } from '#cli/api-client.js';

const page = valueChecker(pageOf(EntryRecordSchema));
const detail = valueChecker(EntryDetailSchema);

/** Every entry of the ledger, newest first, read over HTTP page by page. */
export async function ledgerRecords(api: ApiClient): Promise<EntryRecord[]> {
  const records: EntryRecord[] = [];
  let after = '';
  do {
    const answer = await api.send({ method: 'GET', path: `/entries?limit=200${after}` });
    const { items, next } = demand(page(answer), 'page', '/entries');
    records.push(...items);
    after = next === null ? '' : `&after=${encodeURIComponent(next)}`;
  } while (after !== '');
  return records;
}

/** One entry with its credential and trace. */
export async function ledgerDetail(api: ApiClient, record: EntryRecord): Promise<EntryDetail> {
  const answer = await api.send({ method: 'GET', path: `/entries/${record.journal}/${record.seq}` });
  return demand(detail(answer), 'entry', '/entries');
}
