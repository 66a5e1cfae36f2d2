import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { householdId } from '#core/units/ids.js';
import { DAY, HOUR, MINUTE } from '#core/units/instant.js';
import { watchIsolationExpiry } from '#broker/register/isolation-expiry.js';
import { IsolationOrders } from '#broker/register/isolation-orders.js';
import { ResidentDetailsRegister } from '#broker/register/resident-details-register.js';
import { SealRegister } from '#broker/register/seal-register.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { waitUntil } from '../../support/wait-until.js';
import { describeOnEngines } from '../support/engines.js';
import { ImportBench } from '../support/import-bench.js';
import { GARDEN } from '../support/world.js';

const FLAT = householdId('3-2-501');
const PATH = { compound: GARDEN, household: FLAT, resident: 'r1' };

describeOnEngines('a resident', (engine) => {
  let bench: ImportBench;
  let residents: ResidentDetailsRegister;

  beforeEach(async () => {
    bench = await ImportBench.open(engine);
    residents = new ResidentDetailsRegister(bench.tools);
    await bench.households.put(GARDEN, FLAT, { residents: [{ id: 'r1', name: '李梅' }] });
  });
  afterEach(() => bench.close());

  const isolated = async (): Promise<unknown> =>
    (await bench.rows('select isolated from residents'))[0]?.['isolated'];

  it('has no details at first', async () => {
    expect(await residents.get(PATH)).toEqual({
      id: 'r1',
      name: '李梅',
      isolated: false,
      contact: { phone: null, relation: null, notes: null },
      care: [],
      idNumberEnd: null,
      isolationOrders: [],
    });
  });

  it('gets a contact, whose phone is tidied, and special-care marks; one does not touch the other', async () => {
    await residents.setCare(PATH, { marks: ['elderly-alone', 'dialysis', 'dialysis'] });
    await residents.setContact(PATH, { phone: '+86 138 0013 8000', relation: '户主', notes: null });
    expect(await residents.get(PATH)).toMatchObject({
      contact: { phone: '13800138000', relation: '户主', notes: null },
      care: ['dialysis', 'elderly-alone'],
    });
    await residents.setCare(PATH, { marks: [] });
    expect(await residents.get(PATH)).toMatchObject({ care: [], contact: { relation: '户主' } });
  });

  it('is not given a phone that is none', async () => {
    const contact = { phone: '12345', relation: null, notes: null };
    await expectGateError(() => residents.setContact(PATH, contact), 'request-invalid');
  });

  it('takes the details along when going', async () => {
    await residents.setContact(PATH, { phone: '13800138000', relation: null, notes: null });
    await bench.households.put(GARDEN, FLAT, { residents: [{ id: 'r2', name: '王伟' }] });
    await bench.households.put(GARDEN, FLAT, { residents: [{ id: 'r1', name: '孙超' }] });
    expect((await residents.get(PATH)).contact.phone).toBeNull();
  });

  it('who is not there has nothing to be changed', async () => {
    const path = { ...PATH, resident: 'r9' };
    for (const work of [
      () => residents.get(path),
      () => residents.setContact(path, { phone: null, relation: null, notes: null }),
      () => residents.eraseContact(path),
      () => residents.setCare(path, { marks: [] }),
      () => residents.setIsolation(path, { isolated: true, reason: '密接' }, 'li'),
    ]) {
      const error = await expectGateError(work, 'not-found');
      expect(error.details['kind']).toBe('resident');
    }
  });

  describe('under isolation', () => {
    it('is known to the rules at once, with order, reason and author', async () => {
      const until = bench.clock.now() + 14 * DAY;
      const detail = await residents.setIsolation(PATH, { isolated: true, reason: '密接', until }, 'li');
      expect(await isolated()).toBe(1);
      expect(detail).toMatchObject({
        isolated: true,
        isolationOrders: [{ reason: '密接', author: 'li', since: bench.clock.now(), until, liftedAt: null }],
      });
      expect(await bench.bookVersion()).toBe(9);
    });

    it('is let out again by a word, and the order remembers whose', async () => {
      await residents.setIsolation(PATH, { isolated: true, reason: '密接' }, 'li');
      bench.clock.set(bench.clock.now() + HOUR);
      const detail = await residents.setIsolation(PATH, { isolated: false, reason: '核酸阴性' }, 'wang');
      expect(await isolated()).toBe(0);
      expect(detail.isolationOrders).toMatchObject([{ liftedAt: bench.clock.now(), liftedBy: 'wang' }]);
    });

    it('has one order in force: a new one takes the place of the old', async () => {
      await residents.setIsolation(PATH, { isolated: true, reason: '密接' }, 'li');
      bench.clock.set(bench.clock.now() + HOUR);
      const detail = await residents.setIsolation(PATH, { isolated: true, reason: '阳性' }, 'li');
      expect(detail.isolationOrders.map(({ reason, liftedAt }) => [reason, liftedAt === null])).toEqual([
        ['阳性', true],
        ['密接', false],
      ]);
    });

    it('is free within a minute after the time is over, and not before', async () => {
      const orders = new IsolationOrders(bench.tools);
      const cancel = watchIsolationExpiry(orders, bench.tools);
      await residents.setIsolation(
        PATH,
        { isolated: true, reason: '密接', until: bench.clock.now() + 2 * MINUTE - 1 },
        'li',
      );
      await bench.clock.advance(MINUTE);
      await residents.get(PATH);
      expect(await isolated()).toBe(1);
      await bench.clock.advance(MINUTE);
      await waitUntil('the order is lifted', async () => (await isolated()) === 0);
      expect((await residents.get(PATH)).isolationOrders).toMatchObject([{ liftedBy: 'gatehouse' }]);
      cancel();
      expect(bench.clock.pendingTimers).toBe(0);
    });

    it('by an order without end stays so', async () => {
      await residents.setIsolation(PATH, { isolated: true, reason: '密接' }, 'li');
      bench.clock.set(bench.clock.now() + 365 * DAY);
      expect(await new IsolationOrders(bench.tools).liftExpired()).toBe(0);
      expect(await isolated()).toBe(1);
    });

    it.each([
      ['an end in the past', { isolated: true, reason: 'x!', until: 1 }],
      ['an end without an order', { isolated: false, reason: 'x!', until: 4e12 }],
    ])('is not set with %s', async (_what, change) => {
      await expectGateError(() => residents.setIsolation(PATH, change, 'li'), 'request-invalid');
      expect(await isolated()).toBe(0);
    });
  });

  describe('of a sealed household', () => {
    const path = { compound: GARDEN, household: FLAT };

    it('is known to the rules, with the last word about it', async () => {
      const seals = new SealRegister(bench.tools);
      expect(await seals.get(path)).toEqual({ sealed: false, reason: null, author: null, at: null });
      await seals.set(path, { sealed: true, reason: '密接' }, 'li');
      expect(await bench.rows('select sealed from households')).toEqual([{ sealed: 1 }]);
      bench.clock.set(bench.clock.now() + HOUR);
      expect(await seals.set(path, { sealed: false, reason: '解封' }, 'wang')).toEqual({
        sealed: false,
        reason: '解封',
        author: 'wang',
        at: bench.clock.now(),
      });
      expect(await bench.rows('select sealed from households')).toEqual([{ sealed: 0 }]);
      expect(await bench.bookVersion()).toBe(10);
    });

    it('that is not there is not sealed', async () => {
      const seals = new SealRegister(bench.tools);
      const nowhere = { ...path, household: householdId('9-9-9') };
      await expectGateError(() => seals.get(nowhere), 'not-found');
      await expectGateError(() => seals.set(nowhere, { sealed: true, reason: '密接' }, 'li'), 'not-found');
    });
  });
});
