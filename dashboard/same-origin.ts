import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a request that changes something may have been made by one of our own pages. Browsers mark every such
 * request; one without any mark was not made by a browser, and then no foreign page can be behind it.
 */
export function isSameOrigin(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  if (headers.origin === undefined) return true;
  return hostOf(headers.origin) === headers.host;
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
