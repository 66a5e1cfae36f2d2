import { describe, expect, it } from 'vitest';
import { keyRingOf, type KeyRing } from '#core/pass/pass-key.js';
import { PassVerifier } from '#core/pass/pass-verifier.js';
import { signQrPass, type AuthenticQr } from '#core/pass/qr-pass.js';
import { passId } from '#core/units/ids.js';
import { OTHER_KEY, TEST_CLAIMS, TEST_KEY, TEST_RING } from './pass-fixtures.js';

const TEXT = signQrPass(TEST_CLAIMS, TEST_KEY);

/** A ring that counts the signatures it checks. */
function countingRing(): { readonly ring: KeyRing; readonly checks: () => number } {
  let checks = 0;
  const key = {
    ...TEST_KEY.publicKey,
    verifyLater: (message: Uint8Array, signature: Uint8Array) => {
      checks += 1;
      return TEST_KEY.publicKey.verifyLater(message, signature);
    },
  };
  return { ring: keyRingOf([key]), checks: () => checks };
}

/** A verifier that keeps what it has found as it is. */
function remembering(keys: KeyRing, capacity: number): PassVerifier<AuthenticQr> {
  return new PassVerifier(keys, { capacity, keep: (finding) => finding });
}

describe('a pass verifier', () => {
  it('checks an authentic text once, and forged ones never push it out', async () => {
    const { ring, checks } = countingRing();
    const verifier = remembering(ring, 2);
    const first = await verifier.check(TEXT);
    for (let at = 10; at < 20; at += 1) await verifier.check(TEXT.slice(0, -at));
    expect(await verifier.check(TEXT)).toBe(first);
    expect(verifier.known(TEXT)).toBe(first);
    expect(checks()).toBe(1);
  });

  it('keeps one thing of a text, however many check it at once', async () => {
    let made = 0;
    const verifier = new PassVerifier(TEST_RING, { capacity: 2, keep: () => ({ number: (made += 1) }) });
    const [one, other] = await Promise.all([verifier.check(TEXT), verifier.check(TEXT)]);
    expect(one).toBe(other);
    expect(verifier.known(TEXT)).toBe(one);
    expect(made).toBe(1);
  });

  it('knows nothing of a text that differs in one byte', async () => {
    const verifier = remembering(TEST_RING, 2);
    await verifier.check(TEXT);
    expect(verifier.known(`${TEXT}\r`)).toBeUndefined();
    expect(verifier.known(TEXT.toLowerCase())).toBeUndefined();
  });

  it('forgets the oldest when it is full', async () => {
    const texts = ['p-1', 'p-2', 'p-3'].map((id) =>
      signQrPass({ ...TEST_CLAIMS, pass: passId(id) }, TEST_KEY),
    );
    const verifier = remembering(TEST_RING, 2);
    for (const text of texts) await verifier.check(text);
    expect(texts.map((text) => verifier.known(text)?.kind)).toEqual([undefined, 'authentic', 'authentic']);
    expect(verifier.size).toBe(2);
  });

  it('is emptied when a pass is revoked', async () => {
    const { ring, checks } = countingRing();
    const verifier = remembering(ring, 2);
    await verifier.check(TEXT);
    verifier.forget();
    expect(verifier.known(TEXT)).toBeUndefined();
    await verifier.check(TEXT);
    expect(checks()).toBe(2);
  });

  it('trusts other keys from the moment they change, also for a check that was under way', async () => {
    const verifier = remembering(TEST_RING, 2);
    const underWay = verifier.check(TEXT);
    verifier.useKeys(keyRingOf([OTHER_KEY.publicKey]));
    await underWay;
    expect(verifier.known(TEXT)).toBeUndefined();
    expect(await verifier.check(TEXT)).toEqual({ kind: 'key-unknown', key: TEST_KEY.id });
  });

  it('does not hold up the event loop while it checks', async () => {
    const verifier = remembering(TEST_RING, 1_000);
    const order: string[] = [];
    const checked = verifier.check(TEXT).then(() => order.push('checked'));
    await Promise.resolve();
    order.push('went on');
    await checked;
    expect(order).toEqual(['went on', 'checked']);
  });
});
