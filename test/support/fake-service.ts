import { createReadStream, existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import type { Alarm } from '#core/api/alarms.js';
import type { EntryRecord } from '#core/api/entries.js';
import type { GateState } from '#core/api/gates.js';
import type { LiveBody } from '#core/api/live.js';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export const PASSWORD = 'river-lamp-94';
const COOKIE = 'fake_session=1';

interface FakeLists {
  gates: readonly GateState[];
  entries: readonly EntryRecord[];
  alarms: readonly Alarm[];
}

/** The service's HTTP interface as far as the pages use it, with a switch for every fault that they must survive. */
export class FakeService {
  lists: FakeLists = { gates: [], entries: [], alarms: [] };
  /** While false nothing is sent, though streams stay open: a link that is dead but looks alive. */
  speaks = true;
  /** Requests the pages made, `METHOD /path`. */
  readonly requests: string[] = [];
  readonly #root: string;
  readonly #server: Server;
  readonly #streams = new Set<ServerResponse>();
  #heart: NodeJS.Timeout | null = null;
  #epoch = 1;
  #lastId = 0;

  /** @param root folder of the built pages */
  constructor(root: string) {
    this.#root = root;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  /** Starts on a free port and answers the address of the page. */
  async start(heartbeatMs = 250): Promise<string> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    this.#heart = setInterval(() => this.beat(), heartbeatMs);
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/`;
  }

  async stop(): Promise<void> {
    if (this.#heart !== null) clearInterval(this.#heart);
    this.dropStreams();
    await new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
  }

  get viewers(): number {
    return this.#streams.size;
  }

  beat(): void {
    this.#send('heartbeat', { at: Date.now(), sequence: this.#lastId });
  }

  tell(body: LiveBody): void {
    this.#lastId += 1;
    this.#send(body.kind, { id: this.#lastId, ...body });
  }

  /** Text on the stream that is no event of ours. */
  tellGarbage(text: string): void {
    this.#lastId += 1;
    this.#write('entry', text);
  }

  /** Breaks all streams, as a restart of the service does. */
  dropStreams(): void {
    for (const stream of this.#streams) stream.destroy();
    this.#streams.clear();
  }

  /** A new run of the service: positions of the last one are no longer known. */
  restart(): void {
    this.#epoch += 1;
    this.dropStreams();
  }

  #send(name: string, data: unknown): void {
    this.#write(name, JSON.stringify(data));
  }

  #write(name: string, data: string): void {
    if (!this.speaks) return;
    for (const stream of this.#streams) {
      stream.write(`id: ${this.#epoch}-${this.#lastId}\nevent: ${name}\ndata: ${data}\n\n`);
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://fake').pathname;
    this.requests.push(`${request.method ?? ''} ${path}`);
    response.setHeader('content-security-policy', "default-src 'self'; base-uri 'none'; object-src 'none'");
    if (!path.startsWith('/api/')) this.#sendFile(path, response);
    else if (path === '/api/v1/session') await this.#session(request, response);
    else if (request.headers.cookie !== COOKIE) sendFault(response, 401, 'not-logged-in');
    else if (path === '/api/v1/live') this.#openStream(request, response);
    else if (request.method === 'POST') await this.#takeStep(path, request, response);
    else this.#sendList(path, response);
  }

  async #session(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'POST') {
      const login = JSON.parse(await bodyOf(request)) as { user?: string; password?: string };
      if (login.user !== 'admin' || login.password !== PASSWORD) {
        sendFault(response, 401, 'login-wrong');
        return;
      }
      response.setHeader('set-cookie', `${COOKIE}; Path=/; HttpOnly; SameSite=Strict`);
    } else if (request.headers.cookie !== COOKIE) {
      sendFault(response, 401, 'not-logged-in');
      return;
    }
    if (request.method === 'DELETE') response.setHeader('set-cookie', `${COOKIE}; Path=/; Max-Age=0`);
    sendJson(response, 200, { user: 'admin', role: 'administrator' });
  }

  #openStream(request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write('retry: 200\n\n');
    this.#streams.add(response);
    response.on('close', () => this.#streams.delete(response));
    const address = new URL(request.url ?? '/', 'http://fake');
    const position = request.headers['last-event-id'] ?? address.searchParams.get('after');
    if (typeof position === 'string' && !position.startsWith(`${this.#epoch}-`)) {
      this.#send('resync', { reason: 'unknown-position' });
    }
    this.beat();
  }

  /** Steps of alarms, with their bodies; the stream tells what became of them. */
  readonly steps: { readonly path: string; readonly body: unknown }[] = [];

  async #takeStep(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, id] = /^\/api\/v1\/alarms\/(\d+)\/[a-z]+$/.exec(path) ?? [];
    const alarm = this.lists.alarms.find((one) => String(one.id) === id);
    if (alarm === undefined) {
      sendFault(response, 404, 'not-found');
      return;
    }
    const text = await bodyOf(request);
    this.steps.push({ path, body: text === '' ? null : JSON.parse(text) });
    const acknowledged = { by: 'admin', at: Date.now() };
    const changed = { ...alarm, state: 'acknowledged', acknowledged } as const;
    this.tell({ kind: 'alarm', alarm: changed });
    sendJson(response, 200, changed);
  }

  #sendList(path: string, response: ServerResponse): void {
    const name = path.slice('/api/v1/'.length);
    const known = name === 'gates' || name === 'entries' || name === 'alarms';
    if (known) sendJson(response, 200, { items: this.lists[name], next: null });
    else sendFault(response, 404, 'route-unknown');
  }

  #sendFile(path: string, response: ServerResponse): void {
    const file = join(this.#root, normalize(path === '/' ? '/index.html' : path));
    if (!file.startsWith(this.#root) || !existsSync(file)) {
      sendFault(response, 404, 'route-unknown');
      return;
    }
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function sendFault(response: ServerResponse, status: number, code: string): void {
  sendJson(response, status, { code, message: code, details: {} });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
