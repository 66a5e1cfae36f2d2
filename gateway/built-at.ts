import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Instant } from '#core/units/instant.js';

/** When this program was built or installed: the age of its own file. No clock that is right shows an earlier time. */
export function builtAt(): Instant {
  return Math.round(statSync(fileURLToPath(import.meta.url)).mtimeMs);
}
