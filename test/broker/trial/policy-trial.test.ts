import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEFAULT_POLICY_RULES, type PolicyRules } from '#core/policy/policy.js';
import { householdId, passId } from '#core/units/ids.js';
import { DAY, HOUR, MINUTE } from '#core/units/instant.js';
import type { Entry } from '#core/wire/entry.js';
import { queriesOn } from '#broker/storage/queries.js';
import { PolicyTrial } from '#broker/trial/policy-trial.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { ManualClock } from '../../support/manual-clock.js';
import { entryOf, readingOf } from '../support/entries.js';
import { describeOnEngines, type OpenLedger } from '../support/engines.js';
import { ledgerWith } from '../support/ledger.js';
import { addPass, buildWorld, GARDEN, NORTH } from '../support/world.js';

/** 09:00 on Monday 5 January 2026 in Shanghai. */
const MORNING = Date.UTC(2026, 0, 5, 1, 0, 0);
const SEALED: PolicyRules = { ...DEFAULT_POLICY_RULES, level: 'sealed' };
const DAILY: PolicyRules = {
  ...DEFAULT_POLICY_RULES,
  quota: { outings: 1, days: 1, counting: 'calendar-days' },
};

describeOnEngines('the trial of a policy', (engine) => {
  let opened: OpenLedger;
  let clock: ManualClock;
  let trial: PolicyTrial;
  let seq = 0;

  const present = async (change: Partial<Entry> = {}): Promise<void> => {
    const at = clock.now();
    seq += 1;
    const entry = entryOf({ at, seq, ...change });
    await ledgerWith(opened.store, clock).decide([{ gate: NORTH, entry, receivedAt: at }]);
  };
  const outAndBack = async (flat = '3-2-501'): Promise<void> => {
    const credential = { kind: 'flat', value: flat } as const;
    await present({ credential });
    await clock.advance(30 * MINUTE);
    await present({ credential, direction: 'in', reading: readingOf(36.5, clock.now()) });
  };

  beforeEach(async () => {
    seq = 0;
    opened = await engine.open();
    clock = new ManualClock(MORNING);
    await buildWorld(opened.database);
    const household = householdId('3-2-502');
    await queriesOn(opened.database)
      .insertInto('households')
      .values({ compound: GARDEN, id: household, sealed: 0 })
      .execute();
    await addPass(opened.database, { id: passId('p-502'), household, code: 'CODE502' });
    trial = new PolicyTrial({ database: opened.database, clock });
  });
  afterEach(() => opened.close());

  it('changes nothing when the draft is the policy itself', async () => {
    await outAndBack();
    await present();
    await present({ credential: { kind: 'code', value: '00000000' } });
    await clock.advance(HOUR);
    const report = await trial.run(GARDEN, { policy: DEFAULT_POLICY_RULES, days: 1 });
    expect(report).toMatchObject({
      entries: 4,
      verdictsChanged: 0,
      reasonsChanged: 0,
      notReproduced: 0,
      isWhole: true,
    });
    expect(report.changes).toEqual([]);
  });

  it('lists who would not have gone out, and goes on with the states that follow from the draft', async () => {
    await outAndBack();
    await outAndBack('3-2-502');
    const report = await trial.run(GARDEN, { policy: SEALED, days: 1 });
    expect(report.verdicts).toEqual([{ before: 'allow', after: 'deny', count: 2 }]);
    expect(report.householdsChanged).toBe(2);
    expect(report.changes[0]).toMatchObject({
      seq: 1,
      at: MORNING,
      household: '3-2-501',
      before: { reason: 'ok' },
      after: { reason: 'compound-sealed' },
    });
    expect(report.summary.en).toContain('2 allow into deny');
    const stored = await queriesOn(opened.database).selectFrom('policies').select('version').execute();
    expect(stored).toHaveLength(1);
  });

  it('knows what was charged before the days that are replayed', async () => {
    await outAndBack();
    await clock.advance(DAY + HOUR);
    await present();
    const report = await trial.run(GARDEN, { policy: DAILY, days: 1 });
    expect(report.entries).toBe(1);
    expect(report.notReproduced).toBe(0);
    expect(report.reasons).toEqual([{ before: 'quota-used', after: 'ok', count: 1 }]);
  });

  it('says how many entries it could not replay because they are erased, and that it stopped early', async () => {
    for (const flat of ['3-2-501', '3-2-502', '3-2-501']) await outAndBack(flat);
    await queriesOn(opened.database)
      .updateTable('entries')
      .set({ presentation: '#x' })
      .where('seq', '=', 2)
      .execute();
    const report = await trial.run(GARDEN, { policy: SEALED, days: 1 });
    expect(report).toMatchObject({ erased: 1, entries: 5, isWhole: true });
    const short = new PolicyTrial({ database: opened.database, clock, mostEntries: 3 });
    expect(await short.run(GARDEN, { policy: SEALED, days: 1 })).toMatchObject({
      entries: 3,
      isWhole: false,
    });
  });

  it('reads many pages', async () => {
    for (let times = 0; times < 300; times += 1) {
      await present({ credential: { kind: 'none', value: '' } });
    }
    const report = await trial.run(GARDEN, { policy: SEALED, days: 1 });
    expect(report).toMatchObject({ entries: 300, verdictsChanged: 0, notReproduced: 0 });
  });

  it('is one at a time, and names faults of the draft', async () => {
    await present();
    const first = trial.run(GARDEN, { policy: SEALED, days: 1 });
    await expectGateError(() => trial.run(GARDEN, { policy: SEALED, days: 1 }), 'trial-busy');
    await first;
    const hours = { from: '07:00', to: '07:00' };
    await expectGateError(
      () => trial.run(GARDEN, { policy: { ...SEALED, hours }, days: 1 }),
      'request-invalid',
    );
    expect((await trial.run(GARDEN, { policy: SEALED, days: 1 })).entries).toBe(1);
  });
});
