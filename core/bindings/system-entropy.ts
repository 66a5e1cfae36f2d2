import { randomBytes, randomUUID } from 'node:crypto';
import type { Entropy } from '#core/ports/entropy.js';

/** Randomness of the operating system. */
export const systemEntropy: Entropy = {
  fraction: () => randomBytes(4).readUInt32BE() / 2 ** 32,
  bytes: (length) => randomBytes(length),
  uuid: () => randomUUID(),
};
