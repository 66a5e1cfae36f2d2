import Type from 'typebox';
import type { App } from '../http.js';
import type { Metrics } from '../metrics.js';

export function metricsRoutes(app: App, metrics: Metrics): void {
  const get = {
    schema: {
      tags: ['service'],
      summary: 'Figures for Prometheus; no personal data',
      security: [],
      response: { 200: { content: { 'text/plain': { schema: Type.String() } } } },
    },
  } as const;
  app.get('/metrics', get, async (_request, reply) => {
    const text = await metrics.text();
    return reply.header('content-type', metrics.contentType).send(text);
  });
}
