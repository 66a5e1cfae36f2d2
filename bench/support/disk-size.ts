import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Bytes of a SQLite file and of its write-ahead log, which is there after a crash only. */
export async function databaseBytes(path: string): Promise<number> {
  const names = (await readdir(dirname(path))).filter(
    (name) => name.startsWith(basename(path)) && !name.endsWith('-shm'),
  );
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(dirname(path), name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
