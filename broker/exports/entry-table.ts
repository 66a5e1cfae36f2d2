import type { Entries } from '#core/api/central.js';
import type { EntryRecord } from '#core/api/entries.js';
import type { EntryExportQuery } from '#core/api/exports.js';
import { PAGE_LIMIT } from '#core/api/paging.js';
import { isReason, REASONS } from '#core/rules/reasons.js';
import type { GateId } from '#core/units/ids.js';
import type { ExportTable } from './outgoing-table.js';

interface EntrySource {
  readonly entries: Entries;
  /** The gates whose entries are exported. */
  readonly gates: readonly GateId[];
  /** Of the compound; times are written as its clocks show them. */
  readonly timezone: string;
}

const HEADINGS = {
  zh: [
    '时间',
    '卡点',
    '通道',
    '方向',
    '户号',
    '通行证',
    '体温',
    '结果',
    '原因',
    '原因说明',
    '由谁判定',
    '冲突',
    '流水',
    '序号',
  ],
  en: [
    'time',
    'gate',
    'lane',
    'direction',
    'household',
    'pass',
    'body temperature',
    'verdict',
    'reason',
    'reason in words',
    'decided by',
    'conflict',
    'journal',
    'seq',
  ],
} as const;

/** The entries of a compound, the newest first. No names: the ledger has none. */
export function entryTable(query: EntryExportQuery, source: EntrySource): ExportTable<EntryRecord> {
  const language = query.language ?? 'zh';
  const time = localTime(source.timezone);
  return {
    name: `entries-${query.compound}`,
    headings: HEADINGS[language],
    pages: newestFirst(source.gates.map((gate) => entriesOf(gate, query, source.entries))),
    rows: (entry) => [rowOf(entry, { language, time })],
    json: (entry) => entry,
  };
}

function rowOf(
  entry: EntryRecord,
  { language, time }: { language: 'zh' | 'en'; time: (at: number) => string },
): string[] {
  const { reason } = entry;
  return [
    time(entry.at),
    entry.gate,
    textOf(entry.lane),
    entry.direction,
    textOf(entry.household),
    textOf(entry.pass),
    entry.bodyC === null ? '' : entry.bodyC.toFixed(1),
    entry.verdict,
    reason,
    isReason(reason) ? REASONS[reason][language] : '',
    entry.decidedBy,
    entry.conflict ? '1' : '',
    entry.journal,
    String(entry.seq),
  ];
}

function textOf(value: string | null): string {
  return value ?? '';
}

function localTime(timeZone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return (at) => format.format(at);
}

async function* entriesOf(
  gate: GateId,
  { from, to }: EntryExportQuery,
  entries: Entries,
): AsyncGenerator<EntryRecord> {
  const query = {
    gate,
    limit: PAGE_LIMIT,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
  let after: string | null = '';
  while (after !== null) {
    const page = await entries.list(after === '' ? query : { ...query, after });
    yield* page.items;
    after = page.next;
  }
}

/** The entries of all gates in one order, a page at a time. */
async function* newestFirst(
  gates: readonly AsyncGenerator<EntryRecord>[],
): AsyncGenerator<readonly EntryRecord[]> {
  const heads = await Promise.all(gates.map((gate) => gate.next()));
  let page: EntryRecord[] = [];
  for (;;) {
    const newest = heads.reduce<number>((best, head, at) => {
      if (head.done === true) return best;
      const other = heads[best];
      return other === undefined || other.done === true || head.value.id > other.value.id ? at : best;
    }, -1);
    const head = heads[newest];
    const gate = gates[newest];
    if (head === undefined || head.done === true || gate === undefined) break;
    page.push(head.value);
    heads[newest] = await gate.next();
    if (page.length < PAGE_LIMIT) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}
