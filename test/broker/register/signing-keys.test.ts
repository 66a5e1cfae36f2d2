import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemEntropy } from '#core/bindings/system-entropy.js';
import type { PassId } from '#core/units/ids.js';
import { DAY } from '#core/units/instant.js';
import { PassRegister } from '#broker/register/pass-register.js';
import { loadSigningKeys, type SigningKeys } from '#broker/register/signing-keys.js';
import type { Ledger } from '#broker/ledger/ledger.js';
import { keyOfQrPass } from '#core/pass/qr-pass.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { ManualClock } from '../../support/manual-clock.js';
import { describeOnEngines, type OpenLedger } from '../support/engines.js';
import { entryOf, readingOf } from '../support/entries.js';
import { ledgerWith } from '../support/ledger.js';
import { buildWorld, GARDEN } from '../support/world.js';

const MORNING = Date.UTC(2026, 0, 5, 1);

describeOnEngines('the keys that sign passes', (engine) => {
  let open: OpenLedger;
  let clock: ManualClock;
  let keys: SigningKeys;
  let passes: PassRegister;
  let ledger: Ledger;
  let seq: number;

  beforeEach(async () => {
    open = await engine.open();
    const { database, store } = open;
    await buildWorld(database);
    clock = new ManualClock(MORNING);
    const tools = { database, clock, entropy: systemEntropy };
    keys = await loadSigningKeys(database, tools);
    passes = new PassRegister({ ...tools, keys });
    ledger = ledgerWith(store, clock, keys.verifier);
    seq = 0;
  });
  afterEach(() => open.close());

  /** A pass that charges nothing, so that it can be shown again and again. */
  const issue = (): Promise<{ pass: PassId; qr: string; code: string }> =>
    passes.issue({ compound: GARDEN, kind: 'visitor' });

  async function show(kind: 'qr' | 'code', value: string, direction: 'in' | 'out' = 'out'): Promise<string> {
    const at = clock.now();
    seq += 1;
    const entry = entryOf({ at, seq, direction, credential: { kind, value }, reading: readingOf(36.5, at) });
    const [outcome] = await ledger.decide([{ gate: 'north' as never, entry, receivedAt: at }]);
    if (outcome?.kind !== 'recorded') throw new Error(JSON.stringify(outcome));
    return `${outcome.decision.verdict} ${outcome.decision.reason}`;
  }

  const states = async (): Promise<string[]> =>
    (await keys.list()).map(({ id, state }) => `${state} ${id === keys.current.id ? 'current' : 'other'}`);

  it('are one at first, which is told with its public half and never with its secret', async () => {
    const [key, ...rest] = await keys.list();
    expect(rest).toEqual([]);
    const { id, publicKey } = keys.current;
    const publicJwk = {
      kty: 'OKP',
      crv: 'Ed25519',
      kid: id,
      x: Buffer.from(publicKey.bytes).toString('base64url'),
    };
    expect(key).toEqual({
      ...{ id, state: 'signing', createdAt: MORNING, endsAt: null, revokedAt: null },
      publicKey: publicJwk,
    });
    expect(JSON.stringify(key)).not.toContain(Buffer.from(keys.current.seed).toString('hex'));
  });

  it('are rotated: the new one signs at once, and passes of the old one stay valid', async () => {
    const old = await issue();
    const before = keys.current.id;
    expect(await show('qr', old.qr)).toBe('allow exempt');
    const fresh = await keys.rotate({});
    expect(fresh).toMatchObject({ state: 'signing', endsAt: null });
    expect(keys.current.id).toBe(fresh.id);
    const next = await issue();
    expect([keyOfQrPass(old.qr), keyOfQrPass(next.qr)]).toEqual([before, fresh.id]);
    for (const { qr } of [old, next]) expect(await show('qr', qr)).toBe('allow exempt');
    expect(await states()).toEqual(['signing current', 'trusted other']);
  });

  it('are rotated with an overlap, after which passes of the old one count as expired', async () => {
    const old = await issue();
    await keys.rotate({ overlapDays: 7 });
    const next = await issue();
    await clock.advance(7 * DAY - 1);
    expect(await show('qr', old.qr)).toBe('allow exempt');
    expect(await states()).toEqual(['signing current', 'trusted other']);
    await clock.advance(1);
    expect(await show('qr', old.qr)).toBe('deny pass-expired');
    expect(await show('qr', next.qr)).toBe('allow exempt');
    expect(await states()).toEqual(['signing current', 'over other']);
  });

  it('end at the earliest end they were given', async () => {
    const first = keys.current.id;
    await keys.rotate({ overlapDays: 2 });
    await keys.rotate({ overlapDays: 30 });
    await keys.rotate({});
    const ends = new Map((await keys.list()).map(({ id, endsAt }) => [id, endsAt]));
    expect(ends.get(first)).toBe(MORNING + 2 * DAY);
    expect([...ends.values()].filter((end) => end === MORNING + 30 * DAY)).toHaveLength(1);
  });

  it('that are revoked refuse their QR passes as revoked, going out alone, and leave code and card valid', async () => {
    const { qr, code } = await issue();
    expect(await show('qr', qr)).toBe('allow exempt');
    const before = keys.current.id;
    expect(await keys.revoke(before)).toMatchObject({ id: before, state: 'revoked', revokedAt: MORNING });
    expect(await show('qr', qr)).toBe('deny pass-revoked');
    expect(await show('code', code)).toBe('allow exempt');
    expect(await show('qr', qr, 'in')).toBe('allow returned');
    const next = await issue();
    expect(await show('qr', next.qr)).toBe('allow exempt');
    expect(await states()).toEqual(['signing current', 'revoked other']);
  });

  it('that are revoked twice stay revoked since the first time, and make one new key', async () => {
    const { id } = keys.current;
    await keys.revoke(id);
    await clock.advance(DAY);
    expect(await keys.revoke(id)).toMatchObject({ revokedAt: MORNING });
    expect(await keys.list()).toHaveLength(2);
  });

  it('that do not exist can not be revoked', async () => {
    await expectGateError(() => keys.revoke('0123456789abcdef'), 'not-found');
    expect(await states()).toEqual(['signing current']);
  });

  it('are taken over by another node, with what became of them, and by the next start', async () => {
    const { database } = open;
    const tools = { clock, entropy: systemEntropy };
    const other = await loadSigningKeys(database, tools);
    const { qr } = await issue();
    expect(await other.verifier.check(qr)).toMatchObject({ kind: 'ask' });
    const revoked = keys.current.id;
    await keys.revoke(revoked);
    await other.reload();
    const limit = { revoked: true, until: null };
    expect(await other.verifier.check(qr)).toMatchObject({ kind: 'ask', limit });
    expect(other.current.id).toBe(keys.current.id);
    const later = await loadSigningKeys(database, tools);
    expect([later.current.id, later.limitOf(revoked)]).toEqual([keys.current.id, limit]);
  });
});
