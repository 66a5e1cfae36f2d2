import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm, statfs } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { freemem, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';

const run = promisify(execFile);
const USER = 'gatehouse';
/** Debian keeps the programs of each version in a folder of its own, outside the PATH. */
const DEBIAN = '/usr/lib/postgresql';
const OLDEST_VERSION = 13;
const IN_MEMORY = '/dev/shm';
/** 8 MB for each of several hundred databases, and as much again. */
const PLENTY = 8 * 1024 ** 3;
const START_TRIES = 200;

/** The folder with the programs of the newest installed PostgreSQL; null when there is none. */
export function postgresPrograms(): string | null {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).map(Number) : [];
  const newest = versions.filter((version) => version >= OLDEST_VERSION).sort((a, b) => b - a);
  const folders = newest.map((version) => join(DEBIAN, String(version), 'bin'));
  const paths = (process.env['PATH'] ?? '').split(':');
  return [...folders, ...paths].find((folder) => existsSync(join(folder, 'initdb'))) ?? null;
}

/** PostgreSQL refuses to run as root, so it runs as the user that its package has made. */
interface ServerUser {
  readonly uid?: number;
  readonly gid?: number;
}

interface ClusterPlace {
  readonly programs: string;
  readonly folder: string;
  readonly port: number;
  readonly user: ServerUser;
}

/** A PostgreSQL server of its own: its data in a temporary folder, listening on a loopback port, gone after `stop`. */
export class PostgresCluster {
  readonly #place: ClusterPlace;
  #server: ChildProcess | null = null;

  private constructor(place: ClusterPlace) {
    this.#place = place;
  }

  /** Makes one and starts it. */
  static async make(): Promise<PostgresCluster> {
    const programs = postgresPrograms();
    if (programs === null) throw new Error('PostgreSQL is not installed');
    const folder = await mkdtemp(join(await dataPlace(), 'gatehouse-postgres-'));
    const user = await serverUser();
    if (user.uid !== undefined) await chown(folder, user.uid, user.gid ?? user.uid);
    const cluster = new PostgresCluster({ programs, folder, port: await freePort(), user });
    const line = [
      '-D',
      join(folder, 'data'),
      '-U',
      USER,
      '-A',
      'trust',
      '-E',
      'UTF8',
      '--locale=C',
      '--no-sync',
    ];
    await run(join(programs, 'initdb'), line, { cwd: folder, ...user });
    await cluster.start();
    return cluster;
  }

  /** The address of one of its databases. */
  url(database: string): string {
    return `postgres://${USER}@127.0.0.1:${this.#place.port}/${database}`;
  }

  /** Starts the server on its data and waits until it answers. `settings` are such as `fsync=off`. */
  async start(settings: readonly string[] = []): Promise<void> {
    const { programs, folder, port, user } = this.#place;
    const all = [
      'listen_addresses=127.0.0.1',
      `port=${port}`,
      `unix_socket_directories=${folder}`,
      ...settings,
    ];
    const line = ['-D', join(folder, 'data'), ...all.flatMap((setting) => ['-c', setting])];
    this.#server = spawn(join(programs, 'postgres'), line, { cwd: folder, stdio: 'ignore', ...user });
    for (let tries = 1; !(await this.#answers()); tries += 1) {
      if (tries >= START_TRIES) throw new Error('the PostgreSQL server did not start');
      await wait(50);
    }
  }

  /** Ends the server at once, without any of its goodbyes: what it has not written down by then is lost. */
  async crash(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null || server.exitCode !== null) return;
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGQUIT');
    await gone;
  }

  async stop(): Promise<void> {
    await this.crash();
    await rm(this.#place.folder, { recursive: true, force: true });
  }

  async #answers(): Promise<boolean> {
    try {
      await command(this.url('postgres'), 'select 1');
      return true;
    } catch {
      return false;
    }
  }
}

/** Where clusters live: in memory where there is plenty, because hundreds of tests make a database each. A killed server finds its data there too. */
async function dataPlace(): Promise<string> {
  if (!existsSync(IN_MEMORY)) return tmpdir();
  const { bavail, bsize } = await statfs(IN_MEMORY);
  return bavail * bsize >= PLENTY && freemem() >= PLENTY ? IN_MEMORY : tmpdir();
}

/** Runs one statement on a connection of its own. */
export async function command(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function serverUser(): Promise<ServerUser> {
  if (userInfo().uid !== 0) return {};
  const [uid, gid] = await Promise.all([run('id', ['-u', 'postgres']), run('id', ['-g', 'postgres'])]);
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
