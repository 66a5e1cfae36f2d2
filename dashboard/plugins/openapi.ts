import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { App } from '../http.js';

/** What the page needs beyond the policy of all pages: pictures inside its own style sheet, and one style element. */
const PAGE_EXTRAS =
  "img-src 'self' data:;style-src 'self' 'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='";

/** Describes the routes that are registered after it, at `/api/openapi.json`, with a page at `/api/docs`. */
export async function describeRoutes(app: App, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Gatehouse', version, description: 'The HTTP interface of the central service.' },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'gatehouse_session' },
          token: { type: 'http', scheme: 'bearer' },
        },
      },
      security: [{ session: [] }, { token: [] }],
    },
  });
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    uiConfig: { layout: 'BaseLayout' },
    theme: { title: 'Gatehouse: HTTP' },
    transformStaticCSP: (policy) => `${policy};${PAGE_EXTRAS}`,
  });
  const schema = { summary: 'This description', tags: ['service'], security: [] };
  app.get('/api/openapi.json', { schema }, () => app.swagger());
}
