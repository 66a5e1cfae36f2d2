import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ERROR_CODES, type ErrorCode } from '#core/errors/codes.js';
import { GateError, messageOf, type ErrorDetails } from '#core/errors/gate-error.js';

/** How an administration command finds the service and proves that it may. */
export interface ServiceOptions {
  readonly data?: string;
  readonly url?: string;
  readonly tokenFile?: string;
}

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/api/v1`, such as `/gates`. */
  readonly path: string;
  readonly body?: unknown;
}

export const DEFAULT_URL = 'http://127.0.0.1:8080';
const TOKEN_FILE = 'admin.token';
export const ADDRESS_FILE = 'address';

/** The running service's HTTP API, with the administrator's token. */
export class ApiClient {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  /**
   * Sends one request and gives the JSON answer.
   * @throws GateError `service-unreachable`, or the coded error that the service answered.
   */
  async send({ method, path, body }: ApiRequest): Promise<unknown> {
    const json = body === undefined ? {} : { type: 'application/json', content: JSON.stringify(body) };
    return valueOf(await this.#fetch({ method, path, ...json }));
  }

  /** Sends the bytes of a file and gives the JSON answer. @throws GateError as `send` does */
  async sendFile(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<unknown> {
    return valueOf(
      await this.#fetch({ method: 'POST', path, type: 'application/octet-stream', content: bytes }),
    );
  }

  /** Asks for a file and gives its bytes as they come. @throws GateError as `send` does */
  async download(path: string): Promise<AsyncIterable<Uint8Array>> {
    const answer = await this.#fetch({ method: 'GET', path });
    if (answer.ok && answer.body !== null) return this.#pieces(answer.body.getReader());
    throw answeredError(parsed(await answer.text()), answer.status);
  }

  async *#pieces(reader: ReadableStreamDefaultReader<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        yield value;
      }
    } catch (cause) {
      const problem = `the file broke off: ${messageOf(cause)}`;
      throw new GateError('service-unreachable', { url: this.#url, problem }, { cause });
    } finally {
      await reader.cancel().catch(() => undefined);
    }
  }

  async #fetch({ method, path, type, content }: RawRequest): Promise<Response> {
    const headers: Record<string, string> = { authorization: `Bearer ${this.#token}` };
    if (type !== undefined) headers['content-type'] = type;
    try {
      return await fetch(`${this.#url}/api/v1${path}`, {
        method,
        headers,
        ...(content === undefined ? {} : { body: content }),
      });
    } catch (cause) {
      const inner = cause instanceof Error && cause.cause !== undefined ? cause.cause : cause;
      throw new GateError('service-unreachable', { url: this.#url, problem: messageOf(inner) }, { cause });
    }
  }
}

interface RawRequest {
  readonly method: ApiRequest['method'];
  readonly path: string;
  readonly type?: string;
  readonly content?: string | Uint8Array<ArrayBuffer>;
}

async function valueOf(answer: Response): Promise<unknown> {
  const text = await answer.text();
  const value: unknown = text === '' ? null : parsed(text);
  if (!answer.ok) throw answeredError(value, answer.status);
  return value;
}

/** @throws GateError `token-missing` when no token can be read. */
export async function connectApi(options: ServiceOptions): Promise<ApiClient> {
  const tokenPath = options.tokenFile ?? join(options.data ?? '.', TOKEN_FILE);
  const token = await textOf(tokenPath);
  if (token === null) throw new GateError('token-missing', { path: tokenPath });
  const recorded = options.data === undefined ? null : await textOf(join(options.data, ADDRESS_FILE));
  return new ApiClient(options.url ?? recorded ?? DEFAULT_URL, token);
}

async function textOf(path: string): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch {
    return null;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function answeredError(value: unknown, status: number): GateError {
  const problem = `the service answered with status ${status}`;
  return codedError(value) ?? new GateError('request-invalid', { problem });
}

/** The fault a service tells as `{code, message, details}`; null when it is none of ours. */
export function codedError(value: unknown): GateError | null {
  return isCoded(value) ? new GateError(value.code, value.details ?? {}) : null;
}

function isCoded(value: unknown): value is { code: ErrorCode; details?: ErrorDetails } {
  if (typeof value !== 'object' || value === null || !('code' in value)) return false;
  return typeof value.code === 'string' && Object.hasOwn(ERROR_CODES, value.code);
}
