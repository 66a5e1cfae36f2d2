import { describe, expect, it } from 'vitest';
import { systemEntropy } from '#core/bindings/system-entropy.js';
import { hashGatePassword, isGatePassword, newGatePassword } from '#broker/mqtt/gate-password.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('the password of a gate', () => {
  it('has 192 random bits and is never the same', () => {
    const made = new Set(Array.from({ length: 100 }, () => newGatePassword(systemEntropy)));
    expect(made.size).toBe(100);
    for (const password of made) expect(password).toMatch(/^[\w-]{32}$/);
  });

  it('is known by its salted hash alone', () => {
    const password = newGatePassword(systemEntropy);
    const [one, two] = [hashGatePassword(password, systemEntropy), hashGatePassword(password, systemEntropy)];
    expect(one.hash).not.toBe(two.hash);
    for (const stored of [one, two]) {
      expect(isGatePassword(bytes(password), stored)).toBe(true);
      expect(isGatePassword(bytes(`${password}x`), stored)).toBe(false);
      expect(isGatePassword(bytes(''), stored)).toBe(false);
      expect(JSON.stringify(stored)).not.toContain(password);
    }
  });

  it('never fits a hash that is none', () => {
    expect(isGatePassword(bytes(''), { salt: '', hash: '' })).toBe(false);
    expect(isGatePassword(bytes('x'), { salt: '', hash: '00'.repeat(32) })).toBe(false);
  });
});
