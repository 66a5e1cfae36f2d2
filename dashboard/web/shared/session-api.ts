import type { Login, Session } from '#core/api/accounts.js';
import type { Answer, ApiClient } from './api-client.js';

/** Why logging in did not work, in the terms of the log-in form. */
export type LogInProblem =
  | { readonly kind: 'wrong' }
  | { readonly kind: 'throttled'; readonly seconds: number }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'failed'; readonly message: string };

/** Who is logged in: `out` is nobody, `unknown` means that the service did not say. */
export type WhoAmI = Session | 'out' | 'unknown';

const A_MINUTE = 60;

export async function whoAmI(api: ApiClient): Promise<WhoAmI> {
  const answer = await api.request('GET', '/session');
  if (answer.ok) return isSession(answer.body) ? answer.body : 'unknown';
  return answer.status === 401 ? 'out' : 'unknown';
}

export async function logIn(api: ApiClient, login: Login): Promise<Session | LogInProblem> {
  const answer = await api.request('POST', '/session', login);
  if (!answer.ok) return problemOf(answer);
  return isSession(answer.body) ? answer.body : { kind: 'failed', message: '' };
}

function problemOf({ status, fault }: Extract<Answer<unknown>, { ok: false }>): LogInProblem {
  if (status === 0) return { kind: 'unreachable' };
  if (status === 401) return { kind: 'wrong' };
  if (status === 429) {
    const seconds = fault.details['seconds'];
    return { kind: 'throttled', seconds: typeof seconds === 'number' ? seconds : A_MINUTE };
  }
  return { kind: 'failed', message: fault.message === '' ? `HTTP ${status}` : fault.message };
}

function isSession(body: unknown): body is Session {
  const { user, role } = (body ?? {}) as Partial<Record<keyof Session, unknown>>;
  return typeof user === 'string' && typeof role === 'string';
}
