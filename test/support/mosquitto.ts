import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';

const EXAMPLES = join(import.meta.dirname, '../../docs/examples');
const FOLDERS = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/usr/local/sbin'];
const PATIENCE = 20_000;

function program(name: string): string | null {
  return FOLDERS.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}

const MOSQUITTO = program('mosquitto');
const MOSQUITTO_PASSWD = program('mosquitto_passwd');

/** Why tests with a real Mosquitto are skipped, as the end of a title; empty when they are not. */
export const NO_MOSQUITTO =
  MOSQUITTO === null || MOSQUITTO_PASSWD === null ? ' (skipped: Mosquitto is not installed)' : '';

export const SERVICE_USER = 'gatehouse';
export const SERVICE_PASSWORD = 'secret-of-the-service';

/** A real Mosquitto with the example configuration and access rules of `docs/examples`, on free ports of this machine. */
export class Mosquitto {
  readonly folder: string;
  readonly passwordFile: string;
  /** Where gates connect. */
  gatesPort = 0;
  /** Where nodes of the service connect. */
  servicePort = 0;
  #child: ChildProcess | null = null;
  readonly #more: readonly string[];

  private constructor(more: readonly string[]) {
    this.#more = more;
    this.folder = mkdtempSync(join(tmpdir(), 'gatehouse-mosquitto-'));
    this.passwordFile = join(this.folder, 'service.password');
    writeFileSync(this.passwordFile, `${SERVICE_PASSWORD}\n`);
  }

  /** Starts one; `more` are lines of configuration for the listener of the service. */
  static async start(
    gates: Readonly<Record<string, string>>,
    more: readonly string[] = [],
  ): Promise<Mosquitto> {
    const mosquitto = new Mosquitto(more);
    mosquitto.setPassword(SERVICE_USER, SERVICE_PASSWORD);
    for (const [gate, password] of Object.entries(gates)) mosquitto.setPassword(gate, password);
    mosquitto.gatesPort = await freePort();
    mosquitto.servicePort = await freePort();
    writeFileSync(join(mosquitto.folder, 'mosquitto.conf'), mosquitto.#configuration());
    await mosquitto.restart();
    return mosquitto;
  }

  /** As `mosquitto_passwd` does it; a running broker reads it at `reload`. */
  setPassword(user: string, password: string): void {
    const file = join(this.folder, 'passwords');
    const create = existsSync(file) ? [] : ['-c'];
    execFileSync(MOSQUITTO_PASSWD ?? '', ['-b', ...create, file, user, password], { stdio: 'pipe' });
  }

  /** Lets the running broker read its passwords and rules again. */
  async reload(): Promise<void> {
    this.#child?.kill('SIGHUP');
    await wait(200);
  }

  /** Starts it (again) on the same ports with what it has kept. */
  async restart(): Promise<void> {
    const child = spawn(MOSQUITTO ?? '', ['-c', join(this.folder, 'mosquitto.conf')], { stdio: 'ignore' });
    this.#child = child;
    const giveUpAt = performance.now() + PATIENCE;
    while (!(await isListening(this.servicePort)) || !(await isListening(this.gatesPort))) {
      if (performance.now() > giveUpAt || child.exitCode !== null)
        throw new Error('Mosquitto does not listen: its configuration is wrong, or a port was taken');
      await wait(20);
    }
  }

  /** Ends it at once, without a goodbye to anybody. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Freezes it, or lets it go on. */
  freeze(isFrozen: boolean): void {
    this.#child?.kill(isFrozen ? 'SIGSTOP' : 'SIGCONT');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGCONT');
    child.kill(signal);
    await ended;
  }

  #configuration(): string {
    const example = readFileSync(join(EXAMPLES, 'mosquitto.conf'), 'utf8');
    const replaced = [
      ['/etc/mosquitto/gatehouse.passwords', join(this.folder, 'passwords')],
      ['/etc/mosquitto/gatehouse.acl', join(EXAMPLES, 'mosquitto.acl')],
      ['/var/lib/mosquitto/', `${this.folder}/`],
      ['listener 1883', `listener ${this.gatesPort} 127.0.0.1`],
      ['listener 1884', `listener ${this.servicePort}`],
    ].reduce((text, [from = '', to = '']) => {
      if (!text.includes(from)) throw new Error(`the example configuration has no "${from}"`);
      return text.replace(from, to);
    }, example);
    // Otherwise a Mosquitto that root starts becomes a user who may not read a temporary folder.
    const user = process.getuid?.() === 0 ? 'user root\n' : '';
    return [user + replaced, ...this.#more, ''].join('\n');
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
