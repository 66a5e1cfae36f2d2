import { createHmac } from 'node:crypto';

/** A keyed hash (HMAC-SHA-256, hex): equal texts give equal hashes, and nobody without the key can try texts out. */
export function keyedHash(secret: Uint8Array): (text: string) => string {
  return (text) => createHmac('sha256', secret).update(text, 'utf8').digest('hex');
}
