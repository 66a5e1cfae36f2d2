import { join, sep } from 'node:path';
import files from '@fastify/static';
import type { App } from '../http.js';

const IMMUTABLE = 'public, max-age=31536000, immutable';

/**
 * Serves the built pages. Files under `assets/` carry a hash of their content in their name and never change; the
 * others are asked for again each time, so that an update shows at once.
 */
export async function serveWebPages(app: App, root: string): Promise<void> {
  const hashed = join(root, 'assets', sep);
  await app.register(files, {
    root,
    wildcard: false,
    cacheControl: false,
    setHeaders: (reply, path) => {
      void reply.header('cache-control', path.startsWith(hashed) ? IMMUTABLE : 'no-cache');
    },
  });
}
