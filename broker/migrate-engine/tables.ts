import type { SqlSession } from '#core/ports/sql-database.js';

/** Kept by each database for itself: its own history, what its nodes tell each other, and where SQLite finds entries. */
const OWN: readonly string[] = ['migrations', 'node_events', 'saved_places'];

/** References that PostgreSQL keeps and SQLite does not. */
const ALSO_PARENTS: Readonly<Record<string, readonly string[]>> = { entries: ['journals'] };

/** A table with its columns; rows are read in the order of its key. */
export interface CopiedTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly key: readonly string[];
}

/** The tables of a SQLite database, those first that others refer to. */
export async function tablesOf(session: SqlSession): Promise<readonly CopiedTable[]> {
  const names = await session.all(
    "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name",
  );
  const waiting = new Map<string, readonly string[]>();
  for (const { name } of names) {
    if (!OWN.includes(String(name))) waiting.set(String(name), await parentsOf(session, String(name)));
  }
  const ordered: CopiedTable[] = [];
  while (waiting.size > 0) {
    const ready = [...waiting].filter(([, parents]) => !parents.some((parent) => waiting.has(parent)));
    // A circle of references can not be put into an order: the target then refuses the first of its rows.
    const next = ready.length > 0 ? ready : [...waiting];
    for (const [name] of next) {
      waiting.delete(name);
      ordered.push(await tableOf(session, name));
    }
  }
  return ordered;
}

async function parentsOf(session: SqlSession, name: string): Promise<readonly string[]> {
  const references = await session.all(`pragma foreign_key_list("${name}")`);
  const parents = references.map(({ table }) => String(table)).filter((parent) => parent !== name);
  return [...parents, ...(ALSO_PARENTS[name] ?? [])];
}

async function tableOf(session: SqlSession, name: string): Promise<CopiedTable> {
  const columns = await session.all(`pragma table_info("${name}")`);
  const key = columns.filter(({ pk }) => Number(pk) > 0).sort((a, b) => Number(a['pk']) - Number(b['pk']));
  return {
    name,
    columns: columns.map((one) => String(one['name'])),
    key: key.map((one) => String(one['name'])),
  };
}
