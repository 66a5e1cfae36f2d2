/** What a request to the service came to. `status` 0 means that no answer arrived. */
export type Answer<Body> =
  | { readonly ok: true; readonly body: Body }
  | { readonly ok: false; readonly status: number; readonly fault: ApiFault };

/** The service's word on what went wrong. */
export interface ApiFault {
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export type Method = 'GET' | 'POST' | 'DELETE';

/** JSON requests to the service's HTTP interface, under `/api/v1`. */
export interface ApiClient {
  request(method: Method, path: string, body?: unknown): Promise<Answer<unknown>>;
}

/** The part of `fetch` that is used. */
type Fetch = (address: string, init: RequestInit) => Promise<Response>;

const ROOT = '/api/v1';
const PATIENCE_MS = 10_000;
const UNREACHABLE: Answer<never> = {
  ok: false,
  status: 0,
  fault: { code: 'service-unreachable', message: '', details: {} },
};

/** A client that never throws: a fault, a time-out and a broken answer are all values. */
export function createApiClient(fetch: Fetch): ApiClient {
  return {
    request: async (method, path, body) => {
      try {
        const response = await fetch(ROOT + path, requestInit(method, body));
        return await answerOf(response);
      } catch {
        return UNREACHABLE;
      }
    },
  };
}

function requestInit(method: Method, body: unknown): RequestInit {
  const init: RequestInit = {
    method,
    credentials: 'same-origin',
    cache: 'no-store',
    signal: AbortSignal.timeout(PATIENCE_MS),
  };
  if (body === undefined) return init;
  return { ...init, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

async function answerOf(response: Response): Promise<Answer<unknown>> {
  const text = await response.text();
  const body: unknown = text === '' ? null : JSON.parse(text);
  return response.ok ? { ok: true, body } : { ok: false, status: response.status, fault: faultOf(body) };
}

function faultOf(body: unknown): ApiFault {
  const { code, message, details } = (body ?? {}) as Partial<Record<keyof ApiFault, unknown>>;
  return {
    code: typeof code === 'string' ? code : 'unknown',
    message: typeof message === 'string' ? message : '',
    details: typeof details === 'object' && details !== null ? { ...details } : {},
  };
}
