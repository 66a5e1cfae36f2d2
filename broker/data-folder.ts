import { chmod, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { GateError, messageOf } from '#core/errors/gate-error.js';

const LEDGER_FILE = 'ledger.sqlite';
const OWNER_ONLY = 0o600;
const OWNER_FOLDER = 0o700;

/** The path of the ledger in a data folder. */
export function ledgerPath(dataDir: string): string {
  return join(dataDir, LEDGER_FILE);
}

/**
 * Makes sure that the folder is there and can be written, and answers the path of the ledger in it. The ledger holds the
 * signing key, so its file is for its owner alone; its write-ahead log takes the same mode from it.
 * @throws GateError `data-folder-unusable`
 */
export async function prepareDataFolder(dataDir: string): Promise<string> {
  const path = ledgerPath(dataDir);
  try {
    await mkdir(dataDir, { recursive: true, mode: OWNER_FOLDER });
    const file = await open(path, 'a', OWNER_ONLY);
    await file.close();
    await chmod(path, OWNER_ONLY);
  } catch (error) {
    throw new GateError(
      'data-folder-unusable',
      { path: dataDir, problem: messageOf(error) },
      { cause: error },
    );
  }
  return path;
}
