import { fastify } from 'fastify';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { Central } from '#core/api/central.js';
import type { Clock } from '#core/ports/clock.js';
import type { Entropy } from '#core/ports/entropy.js';
import type { Logger } from '#core/ports/logger.js';
import { SECOND } from '#core/units/instant.js';
import { BODY_LIMIT } from './fault-answer.js';
import type { App } from './http.js';
import { LiveHub } from './live/live-hub.js';
import { collectMetrics, type Metrics } from './metrics.js';
import { answerFaults, faultResponder, type FaultResponder } from './plugins/faults.js';
import { acceptOnlyJson } from './plugins/json-body.js';
import { malformedResponder } from './plugins/malformed-requests.js';
import { describeRoutes } from './plugins/openapi.js';
import { limitRates } from './plugins/rate-limits.js';
import { recordRequests } from './plugins/request-records.js';
import { sendSecurityHeaders } from './plugins/security-headers.js';
import { useCookies } from './plugins/sessions.js';
import { checkRequests } from './plugins/validation.js';
import { serveWebPages } from './plugins/web-pages.js';
import { apiRoutes } from './routes/api.js';
import { healthRoutes } from './routes/health.js';
import { metricsRoutes } from './routes/metrics.js';

export interface AppOptions {
  /** Folder of the built pages; null serves the interface for programs alone. */
  readonly webRoot: string | null;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly entropy: Entropy;
  /** Whether people reach the app over HTTPS, directly or through a proxy. */
  readonly secureCookies: boolean;
  readonly version: string;
}

/** After the live streams have ended, what is still open (half a request, a frozen page) is cut off. */
const CLOSING_GRACE = 0.5 * SECOND;

/**
 * Builds the dashboard's HTTP side (DESIGN section 9). It opens no port: `listen` does, and tests inject requests.
 * The app is ready to use; its `close` ends the live streams at once and leaves the central service running.
 */
export async function buildApp(central: Central, options: AppOptions): Promise<App> {
  const { clock, logger, entropy } = options;
  const hub = new LiveHub({ feed: central.live, clock, logger });
  const metrics = collectMetrics(central, hub);
  const respond = faultResponder({ logger, entropy });

  const app = bareApp({ logger, metrics, respond });
  endStreamsOnClose(app, { hub, clock });
  app.addHook('onClose', () => metrics.close());
  recordRequests(app, { logger, metrics });
  answerFaults(app, respond);
  checkRequests(app);
  acceptOnlyJson(app);
  await sendSecurityHeaders(app, options.secureCookies);
  await limitRates(app);
  const cookie = await useCookies(app, options.secureCookies);

  await describeRoutes(app, options.version);
  healthRoutes(app, { central, version: options.version });
  metricsRoutes(app, metrics);
  await app.register((api: App) => apiRoutes(api, { central, cookie, hub }), { prefix: '/api/v1' });
  if (options.webRoot !== null) await serveWebPages(app, options.webRoot);
  await app.ready();
  return app;
}

interface BareParts {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly respond: FaultResponder;
}

function bareApp({ logger, metrics, respond }: BareParts): App {
  return fastify({
    bodyLimit: BODY_LIMIT,
    // Time to receive a whole request; answers, such as the live stream, may take as long as they like.
    requestTimeout: 30 * SECOND,
    routerOptions: { maxParamLength: 128 },
    exposeHeadRoutes: false,
    clientErrorHandler: malformedResponder(logger, metrics.countMalformed),
    frameworkErrors: respond,
  }).withTypeProvider<TypeBoxTypeProvider>();
}

function endStreamsOnClose(app: App, parts: { hub: LiveHub; clock: Clock }): void {
  app.addHook('preClose', (done) => {
    parts.hub.close();
    parts.clock.after(CLOSING_GRACE, () => {
      app.server.closeAllConnections();
    });
    done();
  });
}
