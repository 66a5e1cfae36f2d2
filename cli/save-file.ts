import { rename, rm, writeFile } from 'node:fs/promises';
import { GateError, messageOf } from '#core/errors/gate-error.js';

/** What comes out of the register holds names. */
const OWNER_ONLY = 0o600;

/**
 * Writes a file whole or not at all, readable by its owner only.
 * @throws GateError `file-unwritable`, or what the pieces throw
 */
export async function saveFile(file: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const partial = `${file}.part`;
  try {
    await writeFile(partial, pieces, { mode: OWNER_ONLY });
    await rename(partial, file);
  } catch (cause) {
    await rm(partial, { force: true }).catch(() => undefined);
    if (cause instanceof GateError) throw cause;
    throw new GateError('file-unwritable', { file, problem: messageOf(cause) }, { cause });
  }
}
