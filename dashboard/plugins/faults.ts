import { GateError, messageOf } from '#core/errors/gate-error.js';
import type { Entropy } from '#core/ports/entropy.js';
import type { Logger } from '#core/ports/logger.js';
import { codedFault, faultAnswer } from '../fault-answer.js';
import type { App, Reply, Request } from '../http.js';

interface FaultContext {
  readonly logger: Logger;
  readonly entropy: Entropy;
}

/** Answers one fault as `{code, message, details}` with its status. */
export type FaultResponder = (error: unknown, request: Request, reply: Reply) => void;

/**
 * Faults of the caller are told as they are. Faults of the service go to the log under an id; people who are logged in
 * also read the coded ones, strangers only learn the id.
 */
export function faultResponder(context: FaultContext): FaultResponder {
  return (error, request, reply) => {
    const told = toTell(error, request, context);
    void reply.status(told.httpStatus).send(faultAnswer(told));
  };
}

/** Every fault of the app, foreseen or not, is answered in one form. */
export function answerFaults(app: App, respond: FaultResponder): void {
  app.setErrorHandler(respond);
  app.setNotFoundHandler((request, reply) => {
    const [path = ''] = request.url.split('?');
    respond(new GateError('route-unknown', { path: path.slice(0, 200) }), request, reply);
  });
}

const SERVER_FAULT = 500;

function toTell(error: unknown, request: Request, context: FaultContext): GateError {
  const coded = codedFault(error);
  if (coded !== null && coded.httpStatus < SERVER_FAULT) return coded;

  const id = context.entropy.uuid();
  const route = request.routeOptions.url ?? null;
  context.logger.error(
    { id, method: request.method, route, code: coded?.code ?? null, stack: stackOf(error) },
    `a request failed: ${messageOf(error)}`,
  );
  const mayBeTold = coded !== null && (coded.httpStatus > SERVER_FAULT || request.session !== null);
  return mayBeTold ? coded : new GateError('internal-fault', { id }, { cause: error });
}

function stackOf(error: unknown): string | null {
  return error instanceof Error ? (error.stack ?? null) : null;
}
