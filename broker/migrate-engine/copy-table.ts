import type { SqlRow, SqlSession } from '#core/ports/sql-database.js';
import type { CopiedTable } from './tables.js';

/** Rows in memory at once. */
const PAGE = 2_000;

interface Copying {
  readonly from: SqlSession;
  readonly to: SqlSession;
  readonly onRows: (count: number) => void;
}

/** Copies every row, a page at a time in the order of the key; answers how many there were. */
export async function copyTable(table: CopiedTable, { from, to, onRows }: Copying): Promise<number> {
  const insert = `insert into "${table.name}" (${listed(table.columns)})
    select ${listed(table.columns)} from json_populate_recordset(null::"${table.name}", $1::json)`;
  let count = 0;
  for (let last: SqlRow | null = null; ;) {
    const rows: SqlRow[] = await from.all(...pageAfter(table, last));
    if (rows.length === 0) return count;
    await to.run(insert, [JSON.stringify(rows)]);
    count += rows.length;
    onRows(count);
    last = rows.at(-1) ?? null;
  }
}

function pageAfter({ name, key }: CopiedTable, last: SqlRow | null): [sql: string, SqlRow[string][]] {
  const end = `order by ${listed(key)} limit ${PAGE}`;
  if (last === null) return [`select * from "${name}" ${end}`, []];
  const marks = key.map(() => '?').join(', ');
  return [
    `select * from "${name}" where (${listed(key)}) > (${marks}) ${end}`,
    key.map((column) => last[column] ?? null),
  ];
}

function listed(columns: readonly string[]): string {
  return columns.map((column) => `"${column}"`).join(', ');
}
