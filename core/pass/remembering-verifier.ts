import type { KeyRing } from './pass-key.js';
import { verifyQrPass, type QrFinding } from './qr-pass.js';

/** Checks a scanned text; see `verifyQrPass`. */
export type QrVerifier = (text: string) => QrFinding;

/**
 * A verifier that checks the signature of each pass once and remembers the last `capacity` authentic texts: people come
 * back with the same paper, and a signature costs a hundred times what a look-up does. Only authentic texts are kept,
 * so forgeries can not push them out. Make a new verifier whenever the key ring changes.
 */
export function rememberingVerifier(keys: KeyRing, capacity: number): QrVerifier {
  const known = new Map<string, QrFinding>();
  return (text) => {
    const remembered = known.get(text);
    if (remembered !== undefined) return remembered;
    const finding = verifyQrPass(text, keys);
    if (finding.kind === 'authentic') {
      if (known.size >= capacity) forgetOldest(known);
      known.set(text, finding);
    }
    return finding;
  };
}

function forgetOldest(known: Map<string, QrFinding>): void {
  for (const text of known.keys()) {
    known.delete(text);
    return;
  }
}
