import type { Logger } from '#core/ports/logger.js';
import type { App, Request } from '../http.js';
import type { Metrics } from '../metrics.js';

interface RecordParts {
  readonly logger: Logger;
  readonly metrics: Metrics;
}

const STREAM = 'text/event-stream';

/** Counts and logs every answered request by its route's pattern: addresses and bodies hold names and are left out. */
export function recordRequests(app: App, { logger, metrics }: RecordParts): void {
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    const answered = { method: request.method, route, status: reply.statusCode, took: reply.elapsedTime };
    const type = reply.getHeader('content-type');
    if (typeof type !== 'string' || !type.startsWith(STREAM)) metrics.countRequest(answered);
    const fields = { ...answered, user: request.session?.user ?? null };
    if (isChange(request)) logger.info(fields, 'a request to change something was answered');
    else logger.debug(fields, 'a request was answered');
    done();
  });
}

function isChange(request: Request): boolean {
  return request.method !== 'GET' && request.session !== null;
}
