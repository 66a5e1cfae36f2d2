import type { ClientBase } from 'pg';

/** The oldest version with what we use: 64-bit transaction ids (PostgreSQL 13, release notes). */
const OLDEST_VERSION = 130_000;

/** What a server tells about itself. */
export interface ServerFacts {
  readonly version: number;
  readonly fsync: string;
  readonly commit: string;
  readonly standby: number;
  readonly encoding: string;
  /** Whether texts are ordered by their code points, as SQLite does, so that lists read the same on both. */
  readonly ordered: number;
}

const FACTS = `
  select current_setting('server_version_num')::int as version, current_setting('fsync') as fsync,
    current_setting('synchronous_commit') as commit, pg_is_in_recovery() as standby,
    current_setting('server_encoding') as encoding, 'a' > 'B' and '1-12' < '112' as ordered`;

/**
 * Why a database can not be trusted with the ledger; null when it can. Nothing is set here: a server that may forget what it
 * has answered is for its administrator to correct (faults.md, section 1).
 */
export async function postgresUnfitness(client: ClientBase): Promise<string | null> {
  const [row] = (await client.query<ServerFacts & Record<string, unknown>>(FACTS)).rows;
  return row === undefined ? 'it tells nothing about itself' : unfitnessOf(row);
}

/** The first thing that is wrong with such a server. */
export function unfitnessOf(facts: ServerFacts): string | null {
  if (facts.version < OLDEST_VERSION) return `version ${facts.version} is too old, it must be 13 or newer`;
  if (facts.fsync !== 'on') return 'fsync is off, so a power cut would destroy it: set fsync = on';
  if (facts.commit === 'off')
    return 'synchronous_commit is off, so entries that were answered could be lost: set synchronous_commit = on';
  if (facts.standby === 1) return 'it is a standby, which only reads: name the primary';
  if (facts.encoding !== 'UTF8')
    return `its encoding is ${facts.encoding}: make the database with encoding UTF8`;
  if (facts.ordered !== 1) return "it does not order texts by code point: make the database with locale 'C'";
  return null;
}
