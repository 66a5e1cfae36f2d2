import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemEntropy } from '#core/bindings/system-entropy.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { DEFAULT_POLICY_RULES } from '#core/policy/policy.js';
import { keyRingOf } from '#core/pass/pass-key.js';
import { verifyQrPass } from '#core/pass/qr-pass.js';
import { normaliseShortCode } from '#core/pass/short-code.js';
import { compoundId, householdId, passId } from '#core/units/ids.js';
import { DAY, HOUR } from '#core/units/instant.js';
import type { LedgerStore } from '#broker/ledger/ledger-store.js';
import type { Ledger } from '#broker/ledger/ledger.js';
import { CompoundRegister } from '#broker/register/compound-register.js';
import { HouseholdRegister } from '#broker/register/household-register.js';
import { PassRegister } from '#broker/register/pass-register.js';
import type { PolicyRegister } from '#broker/register/policy-register.js';
import { loadSigningKeys, type SigningKeys } from '#broker/register/signing-keys.js';
import { queriesOn } from '#broker/storage/queries.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { ManualClock } from '../../support/manual-clock.js';
import { entryOf } from '../support/entries.js';
import { ledgerDatabase } from '../support/ledger-database.js';
import { ledgerOn } from '../support/ledger.js';
import { policyRegister } from '../support/policy-register.js';
import { addGate, NORTH } from '../support/world.js';

const GARDEN = compoundId('garden');
const FLAT = householdId('3-2-501');
const LI = { author: 'li', reason: '' };
/** 09:00 on Monday 5 January 2026 in Shanghai. */
const MORNING = Date.UTC(2026, 0, 5, 1, 0, 0);

describe('the register', () => {
  let database: SqlDatabase;
  let clock: ManualClock;
  let compounds: CompoundRegister;
  let policies: PolicyRegister;
  let households: HouseholdRegister;
  let passes: PassRegister;
  let keys: SigningKeys;
  let ledger: Ledger;
  let store: LedgerStore;

  beforeEach(async () => {
    database = await ledgerDatabase();
    clock = new ManualClock(MORNING);
    keys = await loadSigningKeys(database, { clock, entropy: systemEntropy });
    compounds = new CompoundRegister(database, clock);
    policies = policyRegister({ database, clock });
    ({ ledger, store } = await ledgerOn(database, clock));
    households = new HouseholdRegister({ database, clock, ledger: store });
    passes = new PassRegister({ database, clock, entropy: systemEntropy, keys });
    await compounds.add({ id: GARDEN, name: '花园', timezone: 'Asia/Shanghai' });
  });
  afterEach(() => database.close());

  const bookVersion = async (): Promise<number> => {
    const row = await queriesOn(database).selectFrom('compounds').select('book_version').executeTakeFirst();
    return row?.book_version ?? 0;
  };

  describe('of compounds', () => {
    it('gives a new one the default policy', async () => {
      expect(await compounds.list()).toEqual([{ id: 'garden', name: '花园', timezone: 'Asia/Shanghai' }]);
      expect(await policies.inForce(GARDEN)).toEqual({
        version: 1,
        author: 'gatehouse',
        reason: '',
        madeAt: MORNING,
        effectiveAt: MORNING,
        rules: DEFAULT_POLICY_RULES,
      });
    });

    it('refuses a second of the same id and a zone nobody knows', async () => {
      const again = { id: GARDEN, name: 'x', timezone: 'Asia/Shanghai' };
      await expectGateError(() => compounds.add(again), 'already-exists');
      const nowhere = { id: compoundId('lake'), name: 'x', timezone: 'Asia/Atlantis' };
      await expectGateError(() => compounds.add(nowhere), 'zone-unknown');
      expect(await compounds.list()).toHaveLength(1);
    });

    it('keeps every version of a policy with author and time, and counts the change for the book', async () => {
      clock.set(MORNING + HOUR);
      const rules = { ...DEFAULT_POLICY_RULES, level: 'sealed' as const };
      const before = await bookVersion();
      expect(await policies.set(GARDEN, rules, LI)).toMatchObject({ version: 2, author: 'li' });
      expect(await policies.inForce(GARDEN)).toEqual({
        version: 2,
        ...LI,
        madeAt: MORNING + HOUR,
        effectiveAt: MORNING + HOUR,
        rules,
      });
      expect(await bookVersion()).toBe(before + 1);
      const all = await queriesOn(database).selectFrom('policies').select('version').execute();
      expect(all).toHaveLength(2);
    });

    it('knows no policy of a compound that is not there', async () => {
      const lake = compoundId('lake');
      await expectGateError(() => policies.inForce(lake), 'not-found');
      await expectGateError(() => policies.set(lake, DEFAULT_POLICY_RULES, LI), 'not-found');
    });
  });

  describe('of households', () => {
    const put = (id: string, ...names: string[]) =>
      households.put(GARDEN, householdId(id), {
        residents: names.map((name, index) => ({ id: `r${index + 1}`, name })),
      });

    it('adds a household, replaces its residents, and keeps what is known of those who stay', async () => {
      await put('3-2-501', '王芳', '李强');
      await queriesOn(database)
        .updateTable('residents')
        .set({ isolated: 1 })
        .where('id', '=', 'r1')
        .execute();
      const changed = await put('3-2-501', '王芳芳');
      expect(changed.residents).toEqual([{ id: 'r1', name: '王芳芳' }]);
      const stored = await queriesOn(database).selectFrom('residents').selectAll().execute();
      expect(stored).toMatchObject([{ name: '王芳芳', isolated: 1 }]);
      expect((await put('3-2-501')).residents).toEqual([]);
    });

    it('lists in order, in pages, by part of the id or a name', async () => {
      for (const id of ['1-1-101', '1-1-102', '2-1-101', '3-2-501']) await put(id, `住户${id}`);
      const first = await households.list({ compound: GARDEN, limit: 3 });
      expect(first.items.map(({ id }) => id)).toEqual(['1-1-101', '1-1-102', '2-1-101']);
      const second = await households.list({ compound: GARDEN, limit: 3, after: first.next ?? '' });
      expect(second).toMatchObject({ items: [{ id: '3-2-501' }], next: null });
      const idsFor = async (q: string): Promise<string[]> =>
        (await households.list({ compound: GARDEN, q })).items.map(({ id }) => id);
      expect(await idsFor('-101')).toEqual(['1-1-101', '2-1-101']);
      expect(await idsFor('户3-2')).toEqual(['3-2-501']);
      expect(await idsFor('%')).toEqual([]);
      expect(await idsFor('_')).toEqual([]);
      expect(await idsFor("' or 1=1 --")).toEqual([]);
      expect(await idsFor('  ')).toHaveLength(4);
    });

    it('refuses unknown compounds and two residents with one id', async () => {
      const lake = compoundId('lake');
      await expectGateError(() => households.put(lake, FLAT, { residents: [] }), 'not-found');
      await expectGateError(() => households.get(GARDEN, FLAT), 'not-found');
      const twins = {
        residents: [
          { id: 'r1', name: 'a' },
          { id: 'r1', name: 'b' },
        ],
      };
      await expectGateError(() => households.put(GARDEN, FLAT, twins), 'request-invalid');
      expect((await households.list({ compound: GARDEN })).items).toEqual([]);
    });

    it('tells who is out and when the next outing is allowed', async () => {
      await put('3-2-501', '王芳');
      await addGate(database, { id: NORTH, compound: GARDEN });
      expect((await households.get(GARDEN, FLAT)).nextOutingAt).toBeNull();
      const { pass } = await passes.issue({ compound: GARDEN, household: FLAT, kind: 'purchase' });
      expect((await households.get(GARDEN, FLAT)).nextOutingAt).toBeNull();
      await ledger.decide([{ gate: NORTH, entry: entryOf({ at: MORNING }), receivedAt: MORNING }]);
      expect(await households.get(GARDEN, FLAT)).toMatchObject({
        outings: [{ pass, since: MORNING }],
        nextOutingAt: Date.UTC(2026, 0, 7, 16),
      });
    });
  });

  describe('of passes', () => {
    beforeEach(async () => {
      await households.put(GARDEN, FLAT, {
        residents: [
          { id: 'r1', name: '王芳' },
          { id: 'r2', name: '李强' },
        ],
      });
    });
    const revokedOf = async (id: string): Promise<boolean | undefined> =>
      (await households.get(GARDEN, FLAT)).passes.find((pass) => pass.id === id)?.revoked;

    it('issues id, QR and short code that lead back to the pass', async () => {
      const expires = MORNING + 30 * DAY + 123;
      const issued = await passes.issue({
        compound: GARDEN,
        household: FLAT,
        kind: 'medical',
        resident: 'r1',
        expires,
      });
      const found = verifyQrPass(issued.qr, keyRingOf([keys.current.publicKey]));
      expect(found).toMatchObject({
        kind: 'authentic',
        claims: { pass: issued.pass, kind: 'medical', compound: 'garden', expires: MORNING + 30 * DAY },
      });
      expect(issued.qr).not.toContain('王');
      const code = normaliseShortCode(issued.code);
      const row = await queriesOn(database).selectFrom('passes').selectAll().executeTakeFirst();
      expect(row).toMatchObject({ id: issued.pass, code, resident: 'r1', expires: MORNING + 30 * DAY });
    });

    it('are valid at once, at a gate whose clock is a little behind too', async () => {
      const { qr } = await passes.issue({ compound: GARDEN, household: FLAT, kind: 'purchase' });
      const found = verifyQrPass(qr, keyRingOf([keys.current.publicKey]));
      expect(found.kind === 'authentic' && found.claims.notBefore).toBeLessThan(MORNING - 60_000);
    });

    it('issued again take the place of the old', async () => {
      const first = await passes.issue({ compound: GARDEN, household: FLAT, kind: 'purchase' });
      const second = await passes.issue({ compound: GARDEN, household: FLAT, kind: 'purchase' });
      expect(await revokedOf(first.pass)).toBe(true);
      expect(await revokedOf(second.pass)).toBe(false);
    });

    it('of one resident leave those of the others and of other kinds alone', async () => {
      const issue = (kind: 'work' | 'medical', resident: string) =>
        passes.issue({ compound: GARDEN, household: FLAT, kind, resident });
      const [a, b, c] = [await issue('work', 'r1'), await issue('work', 'r2'), await issue('medical', 'r1')];
      const again = await issue('work', 'r1');
      expect(await Promise.all([a, b, c, again].map(({ pass }) => revokedOf(pass)))).toEqual([
        true,
        false,
        false,
        false,
      ]);
    });

    it('are revoked once and for all, and each change counts for the book', async () => {
      const { pass } = await passes.issue({ compound: GARDEN, household: FLAT, kind: 'purchase' });
      const before = await bookVersion();
      await passes.revoke(pass);
      await passes.revoke(pass);
      expect(await revokedOf(pass)).toBe(true);
      expect(await bookVersion()).toBe(before + 2);
      await expectGateError(() => passes.revoke(passId('p-nobody')), 'not-found');
    });

    it.each([
      ['a compound that is not there', { compound: compoundId('lake') }, 'not-found'],
      ['a household that is not there', { household: householdId('9-9-909') }, 'not-found'],
      ['a resident who is not there', { resident: 'r9' }, 'not-found'],
      ['dates the wrong way round', { notBefore: MORNING, expires: MORNING }, 'request-invalid'],
    ] as const)('refuses %s, and nothing is written', async (_, change, code) => {
      const request = { compound: GARDEN, household: FLAT, kind: 'purchase', ...change } as const;
      await expectGateError(() => passes.issue(request), code);
      expect(await queriesOn(database).selectFrom('passes').selectAll().execute()).toEqual([]);
    });

    it('refuses a purchase pass of nobody', async () => {
      await expectGateError(() => passes.issue({ compound: GARDEN, kind: 'purchase' }), 'request-invalid');
      expect(await passes.issue({ compound: GARDEN, kind: 'visitor' })).toHaveProperty('qr');
    });
  });

  it('has one signing key, made at the first start', async () => {
    const again = await loadSigningKeys(database, { clock, entropy: systemEntropy });
    expect(again.current.id).toBe(keys.current.id);
  });
});
