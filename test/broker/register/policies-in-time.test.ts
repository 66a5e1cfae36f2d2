import { afterEach, beforeEach, expect, it } from 'vitest';
import { SILENT_LOGGER } from '#core/ports/logger.js';
import { DEFAULT_POLICY_RULES, type PolicyRules } from '#core/policy/policy.js';
import { compoundId } from '#core/units/ids.js';
import { DAY, HOUR } from '#core/units/instant.js';
import type { PolicyRegister } from '#broker/register/policy-register.js';
import { PolicyWatch } from '#broker/register/policy-watch.js';
import { queriesOn } from '#broker/storage/queries.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { ManualClock } from '../../support/manual-clock.js';
import { waitUntil } from '../../support/wait-until.js';
import { entryOf } from '../support/entries.js';
import { describeOnEngines, type OpenLedger } from '../support/engines.js';
import { ledgerWith } from '../support/ledger.js';
import { policyRegister } from '../support/policy-register.js';
import { buildWorld, GARDEN, NORTH } from '../support/world.js';

/** 09:00 on Monday 5 January 2026 in Shanghai, and the midnight after. */
const MORNING = Date.UTC(2026, 0, 5, 1, 0, 0);
const MIDNIGHT = Date.UTC(2026, 0, 5, 16, 0, 0);
const SEALED: PolicyRules = { ...DEFAULT_POLICY_RULES, level: 'sealed' };
const OPEN: PolicyRules = { ...DEFAULT_POLICY_RULES, level: 'open' };
const LI = { author: 'li', reason: '疫情' };

describeOnEngines('policies in time', (engine) => {
  let ledger: OpenLedger;
  let clock: ManualClock;
  let policies: PolicyRegister;
  let watch: PolicyWatch;
  const changes: string[] = [];

  const watchOn = ({ database }: OpenLedger): PolicyWatch =>
    new PolicyWatch({
      database,
      clock,
      logger: SILENT_LOGGER,
      onChange: (compound) => void changes.push(compound),
    });
  const level = async (): Promise<string> => (await policies.inForce(GARDEN)).rules.level;
  const reasonNow = async (seq: number): Promise<string> => {
    const at = clock.now();
    const [outcome] = await ledgerWith(ledger.store, clock).decide([
      { gate: NORTH, entry: entryOf({ at, seq }), receivedAt: at },
    ]);
    return outcome?.kind === 'recorded' ? outcome.decision.reason : 'none';
  };
  const bookVersion = async (): Promise<number> =>
    (
      await queriesOn(ledger.database)
        .selectFrom('compounds')
        .select('book_version')
        .executeTakeFirstOrThrow()
    ).book_version;

  beforeEach(async () => {
    ledger = await engine.open();
    clock = new ManualClock(MORNING);
    await buildWorld(ledger.database);
    policies = policyRegister({ database: ledger.database, clock });
    watch = watchOn(ledger);
    await watch.start();
    changes.length = 0;
  });
  afterEach(async () => {
    await watch.stop();
    await ledger.close();
  });

  it('a scheduled sealing takes force at its time, for the next entry too, and is told', async () => {
    const made = await policies.set(GARDEN, SEALED, { ...LI, effectiveAt: MIDNIGHT });
    expect(made).toMatchObject({ version: 2, ...LI, madeAt: MORNING, effectiveAt: MIDNIGHT });
    watch.look();
    await clock.advance(MIDNIGHT - MORNING - 1);
    await waitUntil('the watch sleeps', () => clock.pendingTimers === 1);
    expect(await level()).toBe('controlled');
    expect(changes).toEqual([]);
    const book = await bookVersion();
    await clock.advance(1);
    await waitUntil('the change is told', () => changes.length > 0);
    expect(changes).toEqual([GARDEN]);
    expect(await level()).toBe('sealed');
    expect(await bookVersion()).toBe(book + 1);
    expect(await reasonNow(1)).toBe('compound-sealed');
  });

  it('a change that fell due while no service ran counts before the first entry after the start', async () => {
    await policies.set(GARDEN, SEALED, { ...LI, effectiveAt: MIDNIGHT });
    await watch.stop();
    ledger = await ledger.reopen();
    await clock.advance(2 * DAY);
    policies = policyRegister({ database: ledger.database, clock });
    watch = watchOn(ledger);
    expect(await level()).toBe('controlled');
    await watch.start();
    expect(await level()).toBe('sealed');
    expect(await reasonNow(1)).toBe('compound-sealed');
  });

  it('an older version does not come back when the clock of the service is set back', async () => {
    clock.set(MORNING + DAY);
    await policies.set(GARDEN, SEALED, LI);
    clock.set(MORNING);
    await watch.start();
    expect(await level()).toBe('sealed');
    await policies.set(GARDEN, OPEN, LI);
    expect(await level()).toBe('open');
  });

  it('a change at once counts for the next entry, and the level alone can be switched', async () => {
    await policies.setLevel(GARDEN, 'sealed', LI);
    expect(await reasonNow(1)).toBe('compound-sealed');
    const open = await policies.setLevel(GARDEN, 'open', LI);
    expect(open).toMatchObject({ version: 3, rules: OPEN });
    expect(await reasonNow(2)).toBe('open');
  });

  it('one step back is a new version with the rules before, and twice is forth again', async () => {
    await policies.set(GARDEN, SEALED, LI);
    await clock.advance(HOUR);
    expect(await policies.previous(GARDEN, { author: 'wang', reason: 'zu früh' })).toMatchObject({
      version: 3,
      author: 'wang',
      rules: DEFAULT_POLICY_RULES,
    });
    await clock.advance(HOUR);
    expect((await policies.previous(GARDEN, LI)).rules.level).toBe('sealed');
    expect(await level()).toBe('sealed');
  });

  it('a scheduled change is withdrawn, and the list tells what became of every version', async () => {
    await policies.set(GARDEN, SEALED, { ...LI, effectiveAt: MIDNIGHT });
    await policies.set(GARDEN, OPEN, { ...LI, effectiveAt: MIDNIGHT + DAY });
    await policies.withdraw(GARDEN, { author: 'wang', reason: '', effectiveAt: MIDNIGHT });
    const standings = (await policies.list(GARDEN)).map(({ version, standing }) => `${version} ${standing}`);
    expect(standings).toEqual(['4 scheduled', '3 scheduled', '2 replaced', '1 in-force']);
    await clock.advance(MIDNIGHT - MORNING + 1);
    await watch.start();
    expect((await policies.inForce(GARDEN)).version).toBe(4);
    expect(await level()).toBe('controlled');
    const later = (await policies.list(GARDEN)).map(({ version, standing }) => `${version} ${standing}`);
    expect(later).toEqual(['4 in-force', '3 scheduled', '2 replaced', '1 past']);
    await expectGateError(
      () => policies.withdraw(GARDEN, { ...LI, effectiveAt: MIDNIGHT }),
      'request-invalid',
    );
  });

  it('two nodes that both find a change due put it in force once', async () => {
    await policies.set(GARDEN, SEALED, { ...LI, effectiveAt: MIDNIGHT });
    await clock.advance(MIDNIGHT - MORNING);
    const other = watchOn(ledger);
    await Promise.all([watch.start(), other.start()]);
    await other.stop();
    expect((await policies.inForce(GARDEN)).version).toBe(2);
    expect(await policies.list(GARDEN)).toHaveLength(2);
  });

  it('faulty rules, times that are over and unknown compounds are refused, and nothing is written', async () => {
    const hours = { from: '07:00', to: '07:00' };
    await expectGateError(() => policies.set(GARDEN, { ...SEALED, hours }, LI), 'request-invalid');
    const past = { ...LI, effectiveAt: MORNING - 1 };
    await expectGateError(() => policies.set(GARDEN, SEALED, past), 'request-invalid');
    await expectGateError(() => policies.previous(GARDEN, LI), 'request-invalid');
    const lake = compoundId('lake');
    await expectGateError(() => policies.list(lake), 'not-found');
    await expectGateError(() => policies.pair(GARDEN, { from: 1, to: 2 }), 'not-found');
    expect(await policies.list(GARDEN)).toHaveLength(1);
  });
});
