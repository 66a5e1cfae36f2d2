import { hash } from 'node:crypto';
import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { GateError, messageOf } from '#core/errors/gate-error.js';
import type { Entropy } from '#core/ports/entropy.js';
import type { AccountRegister } from './account-register.js';
import { newToken } from './secret-token.js';

const FILE = 'admin.token';
/** How programs on this machine appear as authors. */
const PROGRAM = 'admin-token';
const OWNER_ONLY = 0o600;

/**
 * The bearer token for programs on this machine, in `admin.token` with mode 0600. One that is there and still valid stays
 * the same over restarts; else a new one takes its place. Where nodes share the accounts, each folder has its own.
 * @throws GateError `data-folder-unusable`
 */
export async function ensureAdminToken(
  dataDir: string,
  tools: { readonly accounts: AccountRegister; readonly entropy: Entropy; readonly isShared: boolean },
): Promise<string> {
  const path = join(dataDir, FILE);
  const name = tools.isShared ? `${PROGRAM}-${markOf(dataDir)}` : PROGRAM;
  try {
    const known = await readToken(path);
    const session = known === null ? null : await tools.accounts.sessionOf(known);
    if (known !== null && session?.user === name) {
      await chmod(path, OWNER_ONLY);
      return known;
    }
    const token = newToken(tools.entropy);
    await tools.accounts.putToken({
      name,
      role: 'administrator',
      token,
    });
    await writeToken(path, token);
    return token;
  } catch (error) {
    if (error instanceof GateError) throw error;
    throw new GateError(
      'data-folder-unusable',
      { path: dataDir, problem: messageOf(error) },
      { cause: error },
    );
  }
}

/** Tells the data folders of several nodes on one database apart. */
function markOf(dataDir: string): string {
  return hash('sha256', `${hostname()}:${resolve(dataDir)}`).slice(0, 8);
}

async function readToken(path: string): Promise<string | null> {
  try {
    const text = (await readFile(path, 'utf8')).trim();
    return text === '' ? null : text;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Written beside and moved into place, so that nobody reads half a token, and never readable for others. */
async function writeToken(path: string, token: string): Promise<void> {
  const draft = `${path}.new`;
  await writeFile(draft, `${token}\n`, { mode: OWNER_ONLY });
  await chmod(draft, OWNER_ONLY);
  await rename(draft, path);
}
