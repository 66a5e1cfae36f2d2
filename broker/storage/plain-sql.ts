import { CompiledQuery, sql } from 'kysely';
import type { SqlRow, SqlSession, SqlValue } from '#core/ports/sql-database.js';
import { queriesOn, type Queries } from './queries.js';

/**
 * Runs a statement written as text, with a `?` for each parameter: for work on whole tables that a builder would only hide,
 * and for thousands of values at once. The places of parameters are written as the engine wants them. Answers the rows of
 * a question, and none of anything else.
 */
export async function plainSql(
  session: SqlSession,
  text: string,
  values: readonly SqlValue[],
): Promise<readonly SqlRow[]> {
  const queries = queriesOn(session);
  const written = hasNumberedPlaces(queries) ? withNumbers(text) : text;
  const { rows } = await queries.executeQuery(CompiledQuery.raw(written, [...values]));
  return rows as SqlRow[];
}

/** Whether the engine writes `$1`, `$2` for what others write as `?`: its own compiler knows. */
function hasNumberedPlaces(queries: Queries): boolean {
  return sql`${0}`.compile(queries).sql !== '?';
}

function withNumbers(text: string): string {
  let place = 0;
  return text.replaceAll('?', () => {
    place += 1;
    return `$${place}`;
  });
}
