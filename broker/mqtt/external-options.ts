import { readFile } from 'node:fs/promises';
import { readProblem } from '#core/bindings/load-config.js';
import { loadTlsCredentials, type TlsCredentials } from '#core/bindings/tls-credentials.js';
import { GateError } from '#core/errors/gate-error.js';
import type { Address } from '#core/units/address.js';

/** Where an external broker is and how to join it. */
export interface ExternalBrokerOptions {
  /** `mqtt://HOST:PORT`, or `mqtts://HOST:PORT` for TLS; ports 1883 and 8883 may be left out. */
  readonly url: string;
  /** The broker keeps the session under it: the same at every start, another one for every node. */
  readonly clientId: string;
  readonly username?: string | undefined;
  /** File that holds the password and nothing else. */
  readonly passwordFile?: string | undefined;
  /** PEM; without it the authorities of the system count. */
  readonly caFile?: string | undefined;
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
  /** Share the entries with other nodes where the broker can (default); false: every node hears every entry. */
  readonly sharedSubscriptions?: boolean | undefined;
}

export interface BrokerPlace extends Address {
  readonly isTls: boolean;
}

/** What a broker needs to know before it lets us in. */
export interface BrokerLogin {
  readonly password: string | null;
  /** Null: without TLS. */
  readonly tls: TlsCredentials | null;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'mqtt:': 1883, 'mqtts:': 8883 };

/** @throws GateError `broker-url-invalid` */
export function parseBrokerUrl(text: string): BrokerPlace {
  const url = URL.canParse(text) ? new URL(text) : null;
  const defaultPort = DEFAULT_PORTS[url?.protocol ?? ''];
  const isPlain = url !== null && url.username === '' && url.password === '' && isBare(url);
  // A password in the text must not reach a log by way of the fault.
  if (!isPlain || defaultPort === undefined)
    throw new GateError('broker-url-invalid', { text: text.replace(/\/\/.*@/, '//...@') });
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return { host, port: url.port === '' ? defaultPort : Number(url.port), isTls: url.protocol === 'mqtts:' };
}

function isBare({ hostname, pathname, search, hash }: URL): boolean {
  return hostname !== '' && /^\/?$/.test(pathname) && search === '' && hash === '';
}

/**
 * Reads the files the options name.
 * @throws GateError `usage-wrong` when options do not go together, `config-unreadable`, `config-invalid`
 */
export async function brokerLogin(options: ExternalBrokerOptions, place: BrokerPlace): Promise<BrokerLogin> {
  const { certFile, keyFile, caFile, passwordFile, username } = options;
  if ((certFile === undefined) !== (keyFile === undefined))
    throw usage('a client certificate and its key belong together: give both');
  if (!place.isTls && (caFile ?? certFile) !== undefined)
    throw usage('certificates need TLS: write mqtts:// before the address of the broker');
  if (passwordFile !== undefined && username === undefined)
    throw usage('a password for the broker needs a user: give both');
  return {
    password: passwordFile === undefined ? null : await passwordIn(passwordFile),
    tls: place.isTls ? await loadTlsCredentials({ caFile, certFile, keyFile }) : null,
  };
}

async function passwordIn(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (cause) {
    throw new GateError('config-unreadable', { path, problem: readProblem(cause) }, { cause });
  }
}

function usage(problem: string): GateError {
  return new GateError('usage-wrong', { problem });
}
