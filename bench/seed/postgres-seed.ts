import pg from 'pg';
import type { SeedDatabase } from './seed-database.js';

/** The database of service nodes that have stopped. */
export async function openPostgresSeed(url: string): Promise<SeedDatabase> {
  const client = new pg.Client(url);
  await client.connect();
  return {
    columns: async (table) => {
      const { rows } = await client.query<Record<string, string | null>>(
        `select column_name, column_default, is_nullable, is_identity from information_schema.columns
         where table_schema = 'public' and table_name = $1 order by ordinal_position`,
        [table],
      );
      return rows.map((row) => ({
        name: row['column_name'] ?? '',
        isRequired:
          row['is_nullable'] === 'NO' && row['column_default'] === null && row['is_identity'] === 'NO',
      }));
    },
    insert: async (table, columns, rows) => {
      const names = columns.join(', ');
      const sql = `insert into ${table} (${names}) select ${names} from jsonb_populate_recordset(null::${table}, $1)`;
      await client.query(sql, [JSON.stringify(rows)]);
    },
    text: async (sql) => {
      const { rows } = await client.query<Record<string, unknown>>(sql);
      const [value] = Object.values(rows[0] ?? {});
      return typeof value === 'string' ? value : JSON.stringify(value ?? null);
    },
    close: async () => {
      await client.query('analyze');
      await client.end();
    },
  };
}
