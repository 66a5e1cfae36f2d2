import { GateError } from '#core/errors/gate-error.js';

/** The address of a database as it may be shown: without the password. */
export interface PostgresAddress {
  readonly url: string;
  readonly shown: string;
}

/**
 * Reads the address of a PostgreSQL database, such as `postgres://gatehouse:secret@db.example:5432/gatehouse`.
 * @throws GateError `database-url-invalid`; its message does not repeat the text, which may hold a password.
 */
export function postgresAddress(text: string): PostgresAddress {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !isPostgres(url)) throw new GateError('database-url-invalid');
  const host = url.searchParams.get('host') ?? decodeURIComponent(url.host);
  return { url: text, shown: `postgres://${host}${url.pathname}` };
}

function isPostgres(url: URL): boolean {
  const { protocol, pathname } = url;
  return (protocol === 'postgres:' || protocol === 'postgresql:') && /^\/[^/]+$/.test(pathname);
}
