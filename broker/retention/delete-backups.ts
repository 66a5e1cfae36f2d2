import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Deletes the copies of the database in the folder; answers how many there were. */
export async function deleteBackups(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) await rm(join(folder, name), { recursive: true, force: true });
  return names.length;
}
