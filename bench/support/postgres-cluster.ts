import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { BenchFault } from './bench-fault.js';
import { ChildProgram } from './child-program.js';
import type { Cleanup } from './cleanup.js';
import { freePort } from './free-port.js';

/** Where Debian puts each version. */
const VERSIONS = '/usr/lib/postgresql';
const USER = 'gatehouse';
const ATTEMPTS = 200;
const RETRY = 50;

/** A PostgreSQL cluster of the bench's own, in a temporary folder, with the safe settings it comes with. */
export class PostgresCluster {
  readonly version: string;
  readonly #program: ChildProgram;
  readonly #port: number;

  private constructor(of: { version: string; program: ChildProgram; port: number }) {
    this.version = of.version;
    this.#program = of.program;
    this.#port = of.port;
  }

  /** The folder of the newest installed version's programs; null when there is none. */
  static programs(): string | null {
    if (!existsSync(VERSIONS)) return null;
    const versions = readdirSync(VERSIONS).sort((a, b) => Number(b) - Number(a));
    return versions.map((version) => join(VERSIONS, version, 'bin')).find(existsSync) ?? null;
  }

  static async start(cleanup: Cleanup): Promise<PostgresCluster> {
    const programs = PostgresCluster.programs();
    if (programs === null) throw new BenchFault(`there is no PostgreSQL in ${VERSIONS}`);
    const folder = cleanup.folder('postgres');
    const owner = ownerOf(folder);
    const data = join(folder, 'data');
    const run = (name: string, words: readonly string[]): ChildProgram =>
      new ChildProgram({ command: join(programs, name), words, cwd: folder, ...owner }, cleanup);
    const make = run('initdb', ['-D', data, '-U', USER, '--auth=trust', '-E', 'UTF8', '--locale=C.UTF-8']);
    if ((await make.ended()) !== 0) throw new BenchFault(`initdb failed:\n${make.text}`);
    const port = await freePort();
    const settings = ['-c', 'listen_addresses=127.0.0.1', '-c', 'max_connections=200'];
    const program = run('postgres', ['-D', data, '-p', String(port), '-k', folder, ...settings]);
    const cluster = new PostgresCluster({ version: programs.split('/').at(-2) ?? '', program, port });
    await cluster.#ready();
    return cluster;
  }

  get pid(): number {
    return this.#program.pid;
  }

  async createDatabase(name: string): Promise<string> {
    await this.query(`create database ${name}`);
    return this.urlOf(name);
  }

  urlOf(database: string): string {
    return `postgres://${USER}@127.0.0.1:${this.#port}/${database}`;
  }

  async query(sql: string): Promise<void> {
    const client = new pg.Client(this.urlOf('postgres'));
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  }

  /** Fast shutdown (postgres(1)). */
  stop(): Promise<void> {
    return this.#program.stop('SIGINT');
  }

  async #ready(): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      if (this.#program.hasEnded) break;
      try {
        await this.query('select 1');
        return;
      } catch {
        await wait(RETRY);
      }
    }
    throw new BenchFault(`PostgreSQL did not start:\n${this.#program.text}`);
  }
}

/** PostgreSQL refuses to run as root: then it runs as its own user, to whom the folder is given. */
function ownerOf(folder: string): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  const owner = { uid: idOf('-u'), gid: idOf('-g') };
  chownSync(folder, owner.uid, owner.gid);
  return owner;
}
