import { readFileSync } from 'node:fs';

interface PackageFile {
  readonly version: string;
}

/** The version of this installation, from its own package.json two folders above the built file. */
export function packageVersion(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as PackageFile).version;
}
