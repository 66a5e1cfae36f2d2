import { chmod, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { GateError, messageOf } from '#core/errors/gate-error.js';

const LEDGER_FILE = 'ledger.sqlite';
/** How the folder of a ledger begins that a restore has put aside. */
export const REPLACED_PREFIX = 'replaced-';
const OWNER_ONLY = 0o600;
const OWNER_FOLDER = 0o700;

/** The path of the ledger in a data folder. */
export function ledgerPath(dataDir: string): string {
  return join(dataDir, LEDGER_FILE);
}

/** Makes sure that the folder is there. @throws GateError `data-folder-unusable` */
export async function prepareDataFolder(dataDir: string): Promise<void> {
  await usable(dataDir, () => mkdir(dataDir, { recursive: true, mode: OWNER_FOLDER }));
}

/**
 * Makes sure that the folder can be written, and answers the path of the ledger in it. The ledger holds the signing key, so
 * its file is for its owner alone; its write-ahead log takes the same mode from it.
 * @throws GateError `data-folder-unusable`
 */
export async function prepareLedgerFile(dataDir: string): Promise<string> {
  const path = ledgerPath(dataDir);
  await usable(dataDir, async () => {
    const file = await open(path, 'a', OWNER_ONLY);
    await file.close();
    await chmod(path, OWNER_ONLY);
  });
  return path;
}

async function usable(dataDir: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const details = { path: dataDir, problem: messageOf(error) };
    throw new GateError('data-folder-unusable', details, { cause: error });
  }
}
