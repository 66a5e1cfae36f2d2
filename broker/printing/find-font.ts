import { access } from 'node:fs/promises';
import { GateError, messageOf } from '#core/errors/gate-error.js';

/** Where Debian's packages put fonts with Chinese characters; the one that knows most of them comes first. */
export const KNOWN_FONTS: readonly string[] = [
  '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc',
  '/usr/share/fonts/truetype/wqy/wqy-microhei.ttc',
  '/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc',
];

/**
 * The font file to print with: the named one, or the first of this machine's.
 * @throws GateError `print-font-missing`, `print-font-unusable` (the named one cannot be read)
 */
export async function findFont(
  named: string | null,
  known: readonly string[] = KNOWN_FONTS,
): Promise<string> {
  if (named !== null) {
    await access(named).catch((cause: unknown) => {
      throw new GateError('print-font-unusable', { path: named, problem: messageOf(cause) }, { cause });
    });
    return named;
  }
  for (const path of known) {
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  throw new GateError('print-font-missing');
}
