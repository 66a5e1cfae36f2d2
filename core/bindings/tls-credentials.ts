import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { GateError, messageOf } from '#core/errors/gate-error.js';
import { configFault, readProblem } from './load-config.js';

/** PEM files of one side of a TLS connection; without `ca` the authorities of the system count. */
export interface TlsFiles {
  readonly caFile?: string | undefined;
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
}

/** What they hold. */
export interface TlsCredentials {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

/**
 * Reads the files and makes sure that they fit together.
 * @throws GateError `config-unreadable`, `config-invalid`
 */
export async function loadTlsCredentials(files: TlsFiles): Promise<TlsCredentials> {
  const { caFile, certFile, keyFile } = files;
  const credentials = {
    ...(caFile === undefined ? {} : { ca: await bytesOf(caFile) }),
    ...(certFile === undefined ? {} : { cert: await bytesOf(certFile) }),
    ...(keyFile === undefined ? {} : { key: await bytesOf(keyFile) }),
  };
  try {
    createSecureContext(credentials);
  } catch (error) {
    const paths = [caFile, certFile, keyFile].filter((path) => path !== undefined);
    throw configFault(paths.join(', '), [`the certificate or key cannot be used: ${messageOf(error)}`]);
  }
  return credentials;
}

async function bytesOf(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new GateError('config-unreadable', { path, problem: readProblem(cause) }, { cause });
  }
}
