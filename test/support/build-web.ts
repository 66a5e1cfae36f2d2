import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

interface BuiltPages {
  /** Folder of the built pages. */
  readonly root: string;
  remove(): Promise<void>;
}

const PROJECT = join(import.meta.dirname, '../..');

/**
 * Builds the web pages into a folder of their own, with the project's configuration and in a process of its own: the
 * environment of a test run would make a development build.
 */
export async function buildWeb(): Promise<BuiltPages> {
  const root = await mkdtemp(join(tmpdir(), 'gatehouse-web-'));
  const vite = join(PROJECT, 'node_modules/vite/bin/vite.js');
  const options = ['build', '--logLevel', 'error', '--outDir', root, '--emptyOutDir'];
  const env = { ...process.env, NODE_ENV: 'production' };
  await promisify(execFile)(process.execPath, [vite, ...options], { cwd: PROJECT, env, timeout: 60_000 });
  return { root, remove: () => rm(root, { recursive: true, force: true }) };
}
