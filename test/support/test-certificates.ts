import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const OPENSSL = (process.env['PATH'] ?? '')
  .split(':')
  .map((folder) => join(folder, 'openssl'))
  .find((path) => existsSync(path));

/** Why tests with TLS are skipped, as the end of a title; empty when they are not. */
export const NO_OPENSSL = OPENSSL === undefined ? ' (skipped: openssl is not installed)' : '';

export interface Identity {
  readonly certFile: string;
  readonly keyFile: string;
}

/** An authority of our own with its certificates, in files of one folder. */
export class TestAuthority {
  readonly caFile: string;
  readonly #folder: string;
  readonly #name: string;

  constructor(folder: string, name: string) {
    this.#folder = folder;
    this.#name = name;
    this.caFile = this.#path('crt');
    const subject = ['-subj', `/CN=${name}`, '-days', '2', '-out', this.caFile];
    this.#openssl(['req', '-x509', ...KEY, '-keyout', this.#path('key'), ...subject]);
  }

  /** Signs a certificate for a name, and for the hosts in it. */
  issue(name: string, hosts: readonly string[] = []): Identity {
    const [keyFile, request] = [this.#path(`${name}.key`), this.#path(`${name}.csr`)];
    const certFile = this.#path(`${name}.crt`);
    this.#openssl(['req', ...KEY, '-keyout', keyFile, '-subj', `/CN=${name}`, '-out', request]);
    const extensions = this.#path(`${name}.ext`);
    writeFileSync(extensions, hosts.length === 0 ? '' : `subjectAltName=${hosts.join(',')}\n`);
    const authority = ['-CA', this.caFile, '-CAkey', this.#path('key'), '-CAcreateserial', '-days', '2'];
    this.#openssl(['x509', '-req', '-in', request, ...authority, '-extfile', extensions, '-out', certFile]);
    return { certFile, keyFile };
  }

  #path(end: string): string {
    return join(this.#folder, `${this.#name}.${end}`);
  }

  #openssl(words: readonly string[]): void {
    execFileSync(OPENSSL ?? '', [...words], { stdio: 'pipe' });
  }
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'] as const;
