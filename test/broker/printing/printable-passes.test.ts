import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PrintRequest } from '#core/api/printing.js';
import { systemEntropy } from '#core/bindings/system-entropy.js';
import type { ErrorCode } from '#core/errors/codes.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { householdId, passId, type HouseholdId, type PassId } from '#core/units/ids.js';
import { DAY, HOUR } from '#core/units/instant.js';
import { printablePasses, type PrintableBatch } from '#broker/printing/printable-passes.js';
import { HouseholdRegister } from '#broker/register/household-register.js';
import { PassRegister } from '#broker/register/pass-register.js';
import { loadSigningKeys, type SigningKeys } from '#broker/register/signing-keys.js';
import { SqliteLedgerStore } from '#broker/storage/sqlite-ledger-store.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { ManualClock } from '../../support/manual-clock.js';
import { ledgerDatabase } from '../support/ledger-database.js';
import { addCompound, GARDEN } from '../support/world.js';

/** 00:30 on Tuesday 6 January 2026 in Shanghai, still Monday in UTC. */
const NIGHT = Date.UTC(2026, 0, 5, 16, 30);

describe('what is printed', () => {
  let database: SqlDatabase;
  let clock: ManualClock;
  let households: HouseholdRegister;
  let passes: PassRegister;
  let keys: SigningKeys;

  beforeEach(async () => {
    database = await ledgerDatabase();
    clock = new ManualClock(NIGHT);
    await addCompound(database, { id: 'garden' });
    await addCompound(database, { id: 'lake' });
    households = new HouseholdRegister({ database, clock, ledger: await SqliteLedgerStore.open(database) });
    keys = await loadSigningKeys(database, { clock, entropy: systemEntropy });
    passes = new PassRegister({ database, clock, entropy: systemEntropy, keys });
  });
  afterEach(() => database.close());

  const load = (request: Partial<PrintRequest>): Promise<PrintableBatch> =>
    printablePasses(
      { compound: GARDEN, template: 'card', ...request },
      { database, clock, limitOf: (key) => keys.limitOf(key) },
    );

  async function flat(id: string, ...names: string[]): Promise<HouseholdId> {
    const household = householdId(id);
    const residents = names.map((name, index) => ({ id: `r${index + 1}`, name }));
    await households.put(GARDEN, household, { residents });
    return household;
  }

  async function issue(household: HouseholdId): Promise<{ pass: PassId; qr: string; code: string }> {
    return passes.issue({ compound: GARDEN, household, kind: 'purchase' });
  }

  it('of a building are its valid passes by unit and room, and the very QR and code of their issue', async () => {
    const late = await issue(await flat('3-10-101'));
    const early = await issue(await flat('3-2-501'));
    await issue(await flat('31-1-101'));
    const replaced = await issue(await flat('3-2-501'));
    const over = await passes.issue({
      compound: GARDEN,
      household: await flat('3-1-101'),
      kind: 'visitor',
      expires: NIGHT + HOUR,
    });
    await clock.advance(HOUR);
    const batch = await load({ building: '3' });
    expect(batch.passes.map(({ flat: where, qr, code }) => [where, qr, code])).toEqual([
      ['3-2-501', replaced.qr, replaced.code.replace('-', '')],
      ['3-10-101', late.qr, late.code.replace('-', '')],
    ]);
    const printed = batch.passes.map(({ pass }) => pass);
    expect(printed).not.toContain(early.pass);
    expect(printed).not.toContain(over.pass);
  });

  it('of named passes comes in the order of their names', async () => {
    const ids: PassId[] = [];
    for (let room = 101; room < 150; room += 1) ids.unshift((await issue(await flat(`1-1-${room}`))).pass);
    const batch = await load({ passes: ids });
    expect(batch.passes.map(({ pass }) => pass)).toEqual(ids);
  });

  it('says the days as the compound counts them, both inclusive', async () => {
    const household = await flat('3-2-501');
    const issued = await passes.issue({
      compound: GARDEN,
      household,
      kind: 'medical',
      notBefore: NIGHT,
      // Midnight of Sunday: Saturday is the last day.
      expires: NIGHT - HOUR / 2 + 5 * DAY,
    });
    const open = await issue(household);
    const { passes: printed, today, compound } = await load({ passes: [issued.pass, open.pass] });
    expect(printed[0]).toMatchObject({ firstDay: '2026-01-06', lastDay: '2026-01-10' });
    expect(printed[1]).toMatchObject({ lastDay: null });
    expect([today, compound]).toEqual(['2026-01-06', 'garden']);
  });

  it('shows names only when asked: the own of a resident, all of a household', async () => {
    const household = await flat('3-2-501', '王芳', '李强');
    const shared = await issue(household);
    const own = await passes.issue({ compound: GARDEN, household, kind: 'work', resident: 'r2' });
    const nobodys = await passes.issue({ compound: GARDEN, kind: 'visitor' });
    const ids = [shared.pass, own.pass, nobodys.pass];
    const namesOf = async (request: Partial<PrintRequest>): Promise<unknown> =>
      (await load({ passes: ids, ...request })).passes.map(({ name }) => name);
    expect(await namesOf({})).toEqual([null, null, null]);
    expect(await namesOf({ names: false })).toEqual([null, null, null]);
    expect(await namesOf({ names: true })).toEqual(['王芳、李强', '李强', null]);
  });

  it.each<[string, Partial<PrintRequest>, ErrorCode]>([
    ['neither passes nor a building', {}, 'request-invalid'],
    ['passes and a building', { building: '3', passes: [passId('p-1')] }, 'request-invalid'],
    ['a pass that is not there', { passes: [passId('p-nobody')] }, 'not-found'],
    ['a building without passes', { building: '9' }, 'not-found'],
    ['a building whose name only looks like a pattern', { building: '%' }, 'not-found'],
  ])('is nothing for %s', async (_, request, code) => {
    await issue(await flat('3-2-501'));
    await expectGateError(() => load(request), code);
  });

  it('is nothing for a compound that is not there, nor for passes of another', async () => {
    const { pass } = await issue(await flat('3-2-501'));
    await expectGateError(() => load({ compound: 'moon' as typeof GARDEN, building: '3' }), 'not-found');
    await expectGateError(() => load({ compound: 'lake' as typeof GARDEN, passes: [pass] }), 'not-found');
  });

  it('is never a pass that would be turned away at the gate', async () => {
    const household = await flat('3-2-501');
    const revoked = await issue(household);
    await issue(household);
    const over = await passes.issue({ compound: GARDEN, kind: 'visitor', expires: NIGHT + HOUR });
    await clock.advance(HOUR);
    const first = await expectGateError(() => load({ passes: [revoked.pass] }), 'print-pass-invalid');
    expect(first.message).toContain('was revoked');
    const second = await expectGateError(() => load({ passes: [over.pass] }), 'print-pass-invalid');
    expect(second.message).toContain('is over');
  });
});
