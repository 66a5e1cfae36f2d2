import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';

interface BuiltPages {
  /** Folder of the built pages. */
  readonly root: string;
  remove(): Promise<void>;
}

/** Builds the web pages with the project's own configuration into a folder of their own. */
export async function buildWeb(): Promise<BuiltPages> {
  const root = await mkdtemp(join(tmpdir(), 'gatehouse-web-'));
  const configFile = join(import.meta.dirname, '../../vite.config.ts');
  await build({ configFile, mode: 'production', logLevel: 'error', build: { outDir: root } });
  return { root, remove: () => rm(root, { recursive: true, force: true }) };
}
