import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemEntropy } from '#core/bindings/system-entropy.js';
import { DEFAULT_POLICY_RULES } from '#core/policy/policy.js';
import { householdId } from '#core/units/ids.js';
import { DAY, HOUR, MINUTE } from '#core/units/instant.js';
import type { Entry } from '#core/wire/entry.js';
import { ExceptionRegister } from '#broker/register/exception-register.js';
import { HouseholdRegister } from '#broker/register/household-register.js';
import { queriesOn } from '#broker/storage/queries.js';
import { PolicyTrial } from '#broker/trial/policy-trial.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { ManualClock } from '../../support/manual-clock.js';
import { entryOf, JOURNAL, OTHER_JOURNAL, readingOf } from '../support/entries.js';
import { describeOnEngines, type OpenLedger } from '../support/engines.js';
import { brokenHouseholds } from '../support/ledger-checks.js';
import { ledgerWith } from '../support/ledger.js';
import { policyRegister } from '../support/policy-register.js';
import { buildWorld, FLAT, GARDEN, NORTH, SOUTH } from '../support/world.js';

const MORNING = Date.UTC(2026, 0, 5, 1, 0, 0);
const LOCAL = { verdict: 'allow', reason: 'exception', bookVersion: 7, decidedAt: MORNING } as const;

describeOnEngines('one-off exceptions', (engine) => {
  let opened: OpenLedger;
  let clock: ManualClock;
  let exceptions: ExceptionRegister;
  let seq = 0;

  const present = async (change: Partial<Entry> = {}) => {
    const at = clock.now();
    seq += 1;
    const entry = entryOf({ at, seq, reading: readingOf(36.5, at), ...change });
    const gate = entry.journal === JOURNAL ? NORTH : SOUTH;
    const [outcome] = await ledgerWith(opened.store, clock).decide([{ gate, entry, receivedAt: at }]);
    if (outcome?.kind !== 'recorded') throw new Error('not recorded');
    return outcome.decision;
  };
  const grant = (change: object = {}) =>
    exceptions.grant(
      { compound: GARDEN, household: FLAT, reason: 'medical', expires: clock.now() + 6 * HOUR, ...change },
      'li',
    );
  const standings = async (): Promise<string[]> =>
    (await exceptions.list({ compound: GARDEN })).items.map(({ standing }) => standing);
  const registerOn = (on: OpenLedger): ExceptionRegister =>
    new ExceptionRegister({ database: on.database, clock, entropy: systemEntropy, ledger: on.store });

  beforeEach(async () => {
    seq = 0;
    opened = await engine.open();
    clock = new ManualClock(MORNING);
    await buildWorld(opened.database);
    exceptions = registerOn(opened);
  });
  afterEach(() => opened.close());

  it('let a household out once although its quota is used up, and are used up by that', async () => {
    expect((await present()).reason).toBe('ok');
    await present({ direction: 'in' });
    expect((await present()).reason).toBe('quota-used');
    const granted = await grant({ note: '透析' });
    expect(granted).toMatchObject({ approver: 'li', note: '透析', grantedAt: MORNING, standing: 'usable' });
    expect((await present()).reason).toBe('exception');
    await present({ direction: 'in' });
    expect((await present()).reason).toBe('quota-used');
    expect((await exceptions.list({ compound: GARDEN })).items).toMatchObject([
      { id: granted.id, usedAt: MORNING, standing: 'used' },
    ]);
    await expectGateError(() => exceptions.withdraw(granted.id, 'li'), 'request-invalid');
  });

  it('stay used after a restart, whether or not the states were saved', async () => {
    await policyRegister({ database: opened.database, clock }).setLevel(GARDEN, 'sealed', {
      author: 'li',
      reason: '',
    });
    await grant();
    expect((await present()).reason).toBe('exception');
    opened = await opened.reopen();
    exceptions = registerOn(opened);
    expect(await standings()).toEqual(['used']);
    expect((await present()).reason).toBe('compound-sealed');
    await opened.store.settle();
    expect(await brokenHouseholds(opened.database)).toEqual([]);
  });

  it('hold from their beginning until their end, for their household alone', async () => {
    await present();
    await present({ direction: 'in' });
    await queriesOn(opened.database)
      .insertInto('households')
      .values({ compound: GARDEN, id: householdId('3-2-502'), sealed: 0 })
      .execute();
    await grant({ household: householdId('3-2-502') });
    await clock.advance(1);
    expect((await present()).reason).toBe('quota-used');
    await grant({ from: MORNING + HOUR, expires: MORNING + 2 * HOUR });
    expect(await standings()).toEqual(['coming', 'usable']);
    const refused = await present();
    expect(refused).toMatchObject({ reason: 'quota-used', nextAt: MORNING + HOUR });
    await clock.advance(2 * HOUR);
    expect((await present()).reason).toBe('quota-used');
    expect((await standings())[0]).toBe('expired');
    await grant();
    expect((await present()).reason).toBe('exception');
  });

  it('that are withdrawn let nobody out', async () => {
    await present();
    await present({ direction: 'in' });
    const { id } = await grant();
    expect(await exceptions.withdraw(id, 'wang')).toMatchObject({
      standing: 'withdrawn',
      withdrawnBy: 'wang',
      withdrawnAt: MORNING,
    });
    expect((await exceptions.withdraw(id, 'zhao')).withdrawnBy).toBe('wang');
    expect((await present()).reason).toBe('quota-used');
    await expectGateError(() => exceptions.withdraw('x-nobody', 'li'), 'not-found');
  });

  it('used at two gates without a link are a conflict', async () => {
    await grant();
    expect(await present({ local: LOCAL })).toMatchObject({ reason: 'exception', conflict: false });
    expect(await standings()).toEqual(['used']);
    seq = 0;
    const again = await present({ journal: OTHER_JOURNAL, local: LOCAL });
    expect(again).toMatchObject({ reason: 'exception', conflict: true });
  });

  it('change when the next outing is allowed', async () => {
    const households = new HouseholdRegister({ database: opened.database, clock, ledger: opened.store });
    await present();
    await present({ direction: 'in' });
    expect((await households.get(GARDEN, FLAT)).nextOutingAt).toBe(Date.UTC(2026, 0, 7, 16));
    await grant({ from: MORNING + HOUR });
    expect((await households.get(GARDEN, FLAT)).nextOutingAt).toBe(MORNING + HOUR);
    await clock.advance(HOUR);
    expect((await households.get(GARDEN, FLAT)).nextOutingAt).toBeNull();
  });

  it('let out in a trial as they did', async () => {
    await present();
    await present({ direction: 'in' });
    await clock.advance(MINUTE);
    await grant();
    await present();
    await clock.advance(MINUTE);
    const trial = new PolicyTrial({ database: opened.database, clock });
    const report = await trial.run(GARDEN, { policy: DEFAULT_POLICY_RULES, days: 1 });
    expect(report).toMatchObject({ entries: 3, notReproduced: 0, reasonsChanged: 0 });
  });

  it('are refused without a household, without an end that lies ahead, and for more than 30 days', async () => {
    await expectGateError(() => grant({ household: householdId('9-9-909') }), 'not-found');
    await expectGateError(() => grant({ expires: MORNING }), 'request-invalid');
    await expectGateError(() => grant({ expires: MORNING + 31 * DAY }), 'request-invalid');
    expect(await standings()).toEqual([]);
  });

  it('are listed in pages, the newest first', async () => {
    for (let times = 0; times < 5; times += 1) await grant();
    const first = await exceptions.list({ compound: GARDEN, limit: 3 });
    const second = await exceptions.list({ compound: GARDEN, limit: 3, after: first.next ?? '' });
    expect([first.items.length, second.items.length, second.next]).toEqual([3, 2, null]);
    const ids = [...first.items, ...second.items].map(({ id }) => id);
    expect(new Set(ids).size).toBe(5);
    await expectGateError(() => exceptions.list({ compound: GARDEN, after: 'x' }), 'request-invalid');
  });
});
