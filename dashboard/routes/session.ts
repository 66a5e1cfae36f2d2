import Type from 'typebox';
import { LoginSchema, SessionSchema, type Accounts, type Session } from '#core/api/accounts.js';
import { GateError } from '#core/errors/gate-error.js';
import { EVERY_ROLE } from '../access.js';
import { FAULTS } from '../fault-answer.js';
import type { App, Request } from '../http.js';
import type { LiveHub } from '../live/live-hub.js';
import { LOG_IN_LIMIT } from '../plugins/rate-limits.js';
import type { SessionCookie } from '../plugins/sessions.js';
import { strict } from '../strict.js';

interface SessionParts {
  readonly accounts: Accounts;
  readonly cookie: SessionCookie;
  readonly live: LiveHub;
}

const tags = ['session'];

/** Who is asking. @throws GateError `not-logged-in` */
export function sessionOf(request: Pick<Request, 'session'>): Session {
  if (request.session === null) throw new GateError('not-logged-in');
  return request.session;
}

export function sessionRoutes(api: App, parts: SessionParts): void {
  const logIn = {
    schema: {
      tags,
      summary: 'Log in; answers the session and sets its cookie',
      security: [],
      body: strict(LoginSchema),
      response: { 200: SessionSchema, ...FAULTS },
    },
    config: { access: 'public', ...LOG_IN_LIMIT },
  } as const;
  api.post('/session', logIn, async (request, reply) => {
    const opened = await parts.accounts.logIn(request.body);
    if (opened === null) throw new GateError('login-wrong');
    parts.cookie.write(reply, opened.token);
    return opened.session;
  });

  const whoAmI = {
    schema: { tags, summary: 'Who am I', response: { 200: SessionSchema, ...FAULTS } },
    config: { access: EVERY_ROLE },
  } as const;
  api.get('/session', whoAmI, (request) => sessionOf(request));

  const logOut = {
    schema: {
      tags,
      summary: 'Log out; ends the live streams of the session',
      response: { 204: Type.Null(), ...FAULTS },
    },
    config: { access: EVERY_ROLE },
  } as const;
  api.delete('/session', logOut, async (request, reply) => {
    if (request.sessionToken !== null) await parts.accounts.logOut(request.sessionToken);
    await parts.live.dismissUnwelcome();
    parts.cookie.clear(reply);
    return reply.status(204).send(null);
  });
}
