import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { BenchFault } from './bench-fault.js';
import { ChildProgram } from './child-program.js';
import type { Cleanup } from './cleanup.js';

export interface CentralSettings {
  /** The built `dist/cli/main.js` that is measured. */
  readonly command: string;
  readonly data: string;
  /** 0 takes any free port. */
  readonly mqttPort?: number;
  /** `postgres://` address; without one the service keeps its ledger in the data folder. */
  readonly database?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cleanup: Cleanup;
}

/** A `gatehouse central` process, known by its command line, its HTTP API and its MQTT port alone. */
export class CentralProgram {
  readonly #program: ChildProgram;
  readonly #data: string;

  constructor(settings: CentralSettings) {
    const { command, data, mqttPort = 0, database, env = {}, cleanup } = settings;
    const words = ['central', '--data', data, '--http', '127.0.0.1:0', '--mqtt', `127.0.0.1:${mqttPort}`];
    const engine = database === undefined ? [] : ['--database', database];
    this.#program = ChildProgram.node(
      command,
      { words: [...words, ...engine, '--log', 'warn'], env },
      cleanup,
    );
    this.#data = data;
  }

  static async start(settings: CentralSettings): Promise<CentralProgram> {
    const central = new CentralProgram(settings);
    await central.ready();
    return central;
  }

  get pid(): number {
    return this.#program.pid;
  }

  get text(): string {
    return this.#program.text;
  }

  async ready(): Promise<void> {
    await this.#program.line(/^ready$/);
  }

  /** The port its broker listens on. */
  async port(): Promise<number> {
    return Number(await this.#program.line(/^mqtt +.*:(\d+)$/));
  }

  /** POST below `/api/v1` with the administrator's token. */
  async post(path: string, body: unknown): Promise<unknown> {
    const url = await this.#url();
    const headers = { authorization: `Bearer ${await this.#token()}`, 'content-type': 'application/json' };
    const answer = await fetch(`${url}/api/v1${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new BenchFault(`POST ${path} was answered with ${answer.status}: ${text}`);
    return JSON.parse(text) as unknown;
  }

  /** Follows the live feed as an open page does, reading and forgetting it; gives what closes it. */
  async watch(): Promise<() => void> {
    const headers = { authorization: `Bearer ${await this.#token()}` };
    const request = get(`${await this.#url()}/api/v1/live`, { headers });
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    if (answer.statusCode !== 200) throw new BenchFault(`the live feed answered ${answer.statusCode ?? 0}`);
    answer.on('error', () => undefined).resume();
    return () => request.destroy();
  }

  stop(): Promise<void> {
    return this.#program.stop();
  }

  async #token(): Promise<string> {
    return (await readFile(join(this.#data, 'admin.token'), 'utf8')).trim();
  }

  async #url(): Promise<string> {
    return this.#program.line(/^dashboard +(http:\S+)$/);
  }
}
