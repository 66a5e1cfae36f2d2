import type { App } from '#dashboard/http.js';

export interface WalkedRoute {
  readonly method: string;
  /** As OpenAPI writes it: `/api/v1/passes/{pass}/revoke`. */
  readonly path: string;
}

/** Every route the app really has, read from the router itself rather than from its description. */
export function routesOf(app: App): WalkedRoute[] {
  const parents: string[] = [];
  return app
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const parts = /^((?:│ {3}| {4})*)[├└]── (\S+)(?: \((.+)\))?$/.exec(line);
      if (parts === null) return [];
      const depth = (parts[1] ?? '').length / 4;
      const url = (parents[depth - 1] ?? '') + (parts[2] ?? '');
      parents[depth] = url;
      const methods = parts[3]?.split(', ') ?? [];
      return methods.map((method) => ({ method, path: url.replaceAll(/:(\w+)/g, '{$1}') }));
    });
}
