import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { REPLACED_PREFIX } from '../data-folder.js';

/** Deletes the ledgers that a restore has put aside in the data folder; answers how many there were. */
export async function deleteReplacedLedgers(dataDir: string): Promise<number> {
  const names = (await readdir(dataDir)).filter((name) => name.startsWith(REPLACED_PREFIX));
  for (const name of names) await rm(join(dataDir, name), { recursive: true, force: true });
  return names.length;
}
