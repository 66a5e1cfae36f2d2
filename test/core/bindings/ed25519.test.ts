import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { generatePassKey, importPassPrivateKey, importPassPublicKey } from '#core/bindings/ed25519.js';
import { systemEntropy } from '#core/bindings/system-entropy.js';
import { expectGateError } from '../../support/assert-gate-error.js';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

describe('An Ed25519 key', () => {
  test('signs the RFC 8032 test vector 2', () => {
    const key = importPassPrivateKey(hex('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb'));
    expect(key.publicKey.bytes).toEqual(
      hex('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c'),
    );
    expect(key.sign(hex('72'))).toEqual(
      hex(
        '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
      ),
    );
  });

  test('checks with the public half alone, carried as bytes or as JWK', () => {
    const key = generatePassKey(systemEntropy);
    const message = new TextEncoder().encode('paper');
    const signature = key.sign(message);
    const carried = importPassPublicKey(key.publicKey.bytes);
    expect(carried.id).toBe(key.id);
    expect(carried.verify(message, signature)).toBe(true);
    expect(
      carried.verify(
        message,
        signature.map((byte, at) => (at === 0 ? byte ^ 1 : byte)),
      ),
    ).toBe(false);
    expect(carried.verify(message, signature.subarray(1))).toBe(false);
    const jwk = carried.toJwk();
    expect(jwk.kid).toBe(key.id);
    expect(verify(null, message, createPublicKey({ key: { ...jwk }, format: 'jwk' }), signature)).toBe(true);
  });

  test('is made again from its seed', () => {
    const key = generatePassKey(systemEntropy);
    expect(importPassPrivateKey(key.seed).id).toBe(key.id);
    expect(key.id).toMatch(/^[0-9a-f]{16}$/);
  });

  test('of another length is refused', async () => {
    const error = await expectGateError(() => importPassPrivateKey(new Uint8Array(31)), 'pass-key-invalid');
    expect(error.message).toContain('31 bytes instead of 32');
    await expectGateError(() => importPassPublicKey(new Uint8Array(33)), 'pass-key-invalid');
  });
});
