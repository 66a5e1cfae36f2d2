import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { Role, Session } from '#core/api/accounts.js';

/** The names under which the rest of the dashboard knows Fastify; only the app factory imports its code. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;
export type Request = FastifyRequest;
export type Reply = FastifyReply;

/** Who may use a route: everyone, or people and programs with one of the roles. */
export type Access = 'public' | readonly Role[];

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; null on routes without log-in. */
    session: Session | null;
    /** The token the session was opened with; null on routes without log-in. */
    sessionToken: string | null;
  }
  interface FastifyContextConfig {
    /** Without it, every role may use the route, but nobody who is not logged in. */
    access?: Access;
    /** The route takes a file instead of JSON. */
    takesFiles?: true;
  }
}
