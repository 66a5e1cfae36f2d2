import cookie from '@fastify/cookie';
import { ROLES, type Accounts } from '#core/api/accounts.js';
import { GateError } from '#core/errors/gate-error.js';
import type { App, Reply, Request } from '../http.js';
import { isSameOrigin } from '../same-origin.js';

/** The session cookie of people; over HTTPS its name binds it to this host. */
export interface SessionCookie {
  write(reply: Reply, token: string): void;
  clear(reply: Reply): void;
  read(request: Request): string | null;
}

export async function useCookies(app: App, isHttps: boolean): Promise<SessionCookie> {
  await app.register(cookie);
  app.decorateRequest('session', null);
  app.decorateRequest('sessionToken', null);
  const name = isHttps ? '__Host-gatehouse_session' : 'gatehouse_session';
  const settings = { httpOnly: true, sameSite: 'strict', path: '/', secure: isHttps } as const;
  return {
    write: (reply, token) => void reply.setCookie(name, token, settings),
    clear: (reply) => void reply.clearCookie(name, settings),
    read: (request) => request.cookies[name] ?? null,
  };
}

interface Guard {
  readonly accounts: Accounts;
  readonly cookie: SessionCookie;
}

/** Asks who it is before anything else happens: every route of the scope is closed unless it says otherwise. */
export function demandSessions(api: App, guard: Guard): void {
  api.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const bearer = bearerToken(request);
    if (bearer === null) refuseForeignPages(request);
    const { access = ROLES } = request.routeOptions.config;
    if (access === 'public') return;

    const token = bearer ?? guard.cookie.read(request);
    const session = token === null ? null : await guard.accounts.sessionOf(token);
    if (session === null) throw new GateError('not-logged-in');
    request.session = session;
    request.sessionToken = token;
    if (!access.includes(session.role)) throw new GateError('not-allowed', { role: session.role });
  });
}

function bearerToken(request: Request): string | null {
  return /^Bearer ([\w.~+/=-]{1,512})$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
}

const HARMLESS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

function refuseForeignPages(request: Request): void {
  if (!HARMLESS.includes(request.method) && !isSameOrigin(request.headers)) {
    throw new GateError('origin-refused');
  }
}
