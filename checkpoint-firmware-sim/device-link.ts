import { lstat, readlink, rename, rm, symlink } from 'node:fs/promises';
import { GateError, messageOf } from '#core/errors/gate-error.js';

/**
 * Points the link at the target in one step, so that a reader never sees it missing or half made. A link that was
 * left behind is replaced; anything else at that path is somebody's file and stays.
 * @throws GateError `pty-failed`
 */
export async function placeLink(link: string, target: string): Promise<void> {
  const fresh = `${link}.${process.pid}.new`;
  try {
    const found = await lstat(link).catch(() => null);
    if (found !== null && !found.isSymbolicLink()) throw inTheWay(link);
    await rm(fresh, { force: true });
    await symlink(target, fresh);
    await rename(fresh, link);
  } catch (cause) {
    if (cause instanceof GateError) throw cause;
    throw new GateError('pty-failed', { device: link, problem: messageOf(cause) }, { cause });
  }
}

/** Removes the link if it still points at the target; another simulator may have taken the path over. */
export async function removeLink(link: string, target: string): Promise<void> {
  const pointsAt = await readlink(link).catch(() => null);
  if (pointsAt === target) await rm(link, { force: true });
}

function inTheWay(link: string): GateError {
  const problem = 'a file that is not a link is in the way, choose another path';
  return new GateError('pty-failed', { device: link, problem });
}
