import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CredentialList } from '../driver/driver-job.js';
import { CentralProgram } from '../support/central-program.js';
import type { Cleanup } from '../support/cleanup.js';
import { openSqliteSeed } from './seed-database.js';
import type { SeedPlan } from './seed-rows.js';
import { addGates, addHouseholds, type SeededGate } from './seed-service.js';

export interface SeedRequest extends SeedPlan {
  readonly gates: number;
  readonly credentials: CredentialList['kind'];
  /** Tells folders apart that are alike and each used where they are. */
  readonly copy?: number;
}

/** A data folder of the service with a full register, not running, to be copied for each use. */
export interface SeededFolder {
  readonly data: string;
  readonly gates: readonly SeededGate[];
  readonly credentials: CredentialList;
}

/** The ledger file of a data folder. */
export const LEDGER_FILE = 'ledger.sqlite';

/** Lets the service make its schema, gates and keys, stops it, and writes the register into its database. */
export async function seedFolder(
  request: SeedRequest,
  tools: { readonly command: string; readonly cleanup: Cleanup },
): Promise<SeededFolder> {
  const folder = tools.cleanup.folder('seed');
  const data = join(folder, 'data');
  await mkdir(data, { mode: 0o700 });
  const central = await CentralProgram.start({ ...tools, data });
  const gates = await addGates(central, request.gates);
  await central.stop();
  const database = await openSqliteSeed(join(data, LEDGER_FILE));
  try {
    const credentials = await addHouseholds(request.credentials, request, { folder, database });
    return { data, gates, credentials };
  } finally {
    await database.close();
  }
}

/** A copy of the data folder for one service; gone when the bench ends. */
export async function copyOf(seeded: SeededFolder, cleanup: Cleanup): Promise<string> {
  const data = join(cleanup.folder('data'), 'data');
  await cp(seeded.data, data, { recursive: true });
  return data;
}
