import { sep } from 'node:path';
import files from '@fastify/static';
import type { App } from '../http.js';

const IMMUTABLE = 'public, max-age=31536000, immutable';

/**
 * Serves the built pages. Files under `assets/` carry a hash of their content in their name and never change; the
 * others are asked for again each time, so that an update shows at once.
 */
export async function serveWebPages(app: App, root: string): Promise<void> {
  await app.register(files, {
    root,
    wildcard: false,
    cacheControl: false,
    setHeaders: (reply, path) => {
      const isHashed = path.startsWith(`${root}${sep}assets${sep}`);
      void reply.header('cache-control', isHashed ? IMMUTABLE : 'no-cache');
    },
  });
}
