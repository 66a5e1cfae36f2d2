import type { BoundCard } from '#core/api/cards.js';
import type { Cards, Keys } from '#core/api/central.js';
import type { SigningKey } from '#core/api/keys.js';
import { GateError } from '#core/errors/gate-error.js';
import { normaliseCard } from '#core/pass/card-number.js';
import { DAY } from '#core/units/instant.js';
import { FIXTURE_TIME } from './central-fixtures.js';

/** Cards of any pass but `p-9`. */
export class FakeCards implements Cards {
  readonly bound = new Map<string, BoundCard>();

  of(pass: BoundCard['pass']): Promise<readonly BoundCard[]> {
    return Promise.resolve([...this.bound.values()].filter((one) => one.pass === pass));
  }

  async bind(pass: BoundCard['pass'], text: string, author: string): Promise<BoundCard> {
    if (pass === 'p-9') throw new GateError('not-found', { kind: 'pass', id: pass });
    const card = normaliseCard(text);
    if (card === null) throw new GateError('card-invalid', { text });
    const held = this.bound.get(card);
    if (held !== undefined && held.pass !== pass)
      throw new GateError('card-bound', { card, pass: held.pass });
    const bound = { card, pass, boundAt: FIXTURE_TIME, boundBy: author };
    this.bound.set(card, bound);
    return Promise.resolve(bound);
  }

  unbind(pass: BoundCard['pass'], text: string): Promise<void> {
    const card = normaliseCard(text) ?? '';
    if (this.bound.get(card)?.pass !== pass)
      throw new GateError('not-found', { kind: 'card of this pass', id: text });
    this.bound.delete(card);
    return Promise.resolve();
  }
}

export class FakeKeys implements Keys {
  keys: SigningKey[] = [keyOf(1)];

  list(): Promise<readonly SigningKey[]> {
    return Promise.resolve(this.keys);
  }

  rotate({ overlapDays }: { readonly overlapDays?: number }): Promise<SigningKey> {
    const endsAt = overlapDays === undefined ? null : FIXTURE_TIME + overlapDays * DAY;
    const fresh = keyOf(this.keys.length + 1);
    this.keys = [fresh, ...this.keys.map((key) => ({ ...key, state: 'trusted' as const, endsAt }))];
    return Promise.resolve(fresh);
  }

  async revoke(id: string): Promise<SigningKey> {
    const key = this.keys.find((one) => one.id === id);
    if (key === undefined) throw new GateError('not-found', { kind: 'signing key', id });
    const revoked = { ...key, state: 'revoked' as const, revokedAt: FIXTURE_TIME };
    this.keys = this.keys.map((one) => (one === key ? revoked : one));
    return Promise.resolve(revoked);
  }
}

function keyOf(number: number): SigningKey {
  const id = String(number).padStart(16, '0');
  return {
    id,
    state: 'signing',
    createdAt: FIXTURE_TIME + number,
    endsAt: null,
    revokedAt: null,
    publicKey: { kty: 'OKP', kid: id },
  };
}
