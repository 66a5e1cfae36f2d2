import { GateError } from '#core/errors/gate-error.js';

/** A TCP address; port 0 asks the system for a free one. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/**
 * Reads `HOST:PORT` (`[::1]:8080` for IPv6).
 * @throws GateError `address-invalid` naming the option it was given for.
 */
export function parseAddress(text: string, option: string): Address {
  const parts = /^(?:\[([0-9a-fA-F:]+)\]|([^\s:[\]]+)):(\d{1,5})$/.exec(text);
  const host = parts?.[1] ?? parts?.[2];
  const port = Number(parts?.[3]);
  if (host === undefined || !(port <= 65_535)) throw new GateError('address-invalid', { text, option });
  return { host, port };
}
