import { Kysely } from 'kysely';
import type { SqlSession } from '#core/ports/sql-database.js';
import type { Schema } from './schema.js';
import { SessionDialect } from './session-dialect.js';

/** Builds and runs the ordinary queries. */
export type Queries = Kysely<Schema>;

/** Queries on the database itself, or on the session of one transaction. */
export function queriesOn(session: SqlSession): Queries {
  return new Kysely<Schema>({ dialect: new SessionDialect(session) });
}
