import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemEntropy } from '#core/bindings/system-entropy.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { gateId, householdId, passId, type GateId } from '#core/units/ids.js';
import { DAY, HOUR } from '#core/units/instant.js';
import type { Ledger } from '#broker/ledger/ledger.js';
import { CardRegister } from '#broker/register/card-register.js';
import { PassRegister } from '#broker/register/pass-register.js';
import { loadSigningKeys } from '#broker/register/signing-keys.js';
import { queriesOn } from '#broker/storage/queries.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { recordingLogger } from '../../dashboard/support/recording-logger.js';
import { ManualClock } from '../../support/manual-clock.js';
import { describeWithPostgres, freshPostgres } from '../../support/postgres.js';
import { describeOnEngines, openPostgresAt, type OpenLedger } from '../support/engines.js';
import { entryOf, JOURNAL, OTHER_JOURNAL, readingOf } from '../support/entries.js';
import { ledgerWith } from '../support/ledger.js';
import { addCompound, addGate, addPass, buildWorld, GARDEN, NORTH } from '../support/world.js';

const MORNING = Date.UTC(2026, 0, 5, 1);
const PASS = passId('p-501');
const OTHER = passId('p-502');
const LAKESIDE = gateId('lakeside');
const CARD = '1F00644BB6';

/** Lays cards on the reader of a gate. */
class Reader {
  readonly #ledger: Ledger;
  readonly #clock: ManualClock;
  #seq = 0;

  constructor({ store }: OpenLedger, clock: ManualClock) {
    this.#ledger = ledgerWith(store, clock);
    this.#clock = clock;
  }

  /** Answers the verdict, the reason and the pass the card stands for. */
  async lay(value: string, gate: GateId = NORTH): Promise<string> {
    const at = this.#clock.now();
    this.#seq += 1;
    const journal = gate === NORTH ? JOURNAL : OTHER_JOURNAL;
    const credential = { kind: 'card', value } as const;
    const entry = entryOf({ at, journal, seq: this.#seq, credential, reading: readingOf(36.5, at) });
    const [outcome] = await this.#ledger.decide([{ gate, entry, receivedAt: at }]);
    if (outcome?.kind !== 'recorded') throw new Error(JSON.stringify(outcome));
    const { verdict, reason, pass } = outcome.decision;
    return `${verdict} ${reason} ${pass ?? '-'}`;
  }
}

/** The compounds `garden` and `lake`, and two flats of the garden with a purchase pass each. */
async function furnish(database: SqlDatabase): Promise<void> {
  await buildWorld(database);
  await addCompound(database, { id: 'lake' });
  await addGate(database, { id: LAKESIDE, compound: 'lake' });
  const household = householdId('3-2-502');
  await queriesOn(database)
    .insertInto('households')
    .values({ compound: GARDEN, id: household, sealed: 0 })
    .execute();
  await addPass(database, { id: OTHER, household, code: 'CODE502' });
}

describeOnEngines('a card', (engine) => {
  let open: OpenLedger;
  let clock: ManualClock;
  let cards: CardRegister;
  let reader: Reader;

  beforeEach(async () => {
    open = await engine.open();
    await furnish(open.database);
    clock = new ManualClock(MORNING);
    cards = new CardRegister({
      database: open.database,
      clock,
      entropy: systemEntropy,
      logger: recordingLogger([]),
    });
    reader = new Reader(open, clock);
  });
  afterEach(() => open.close());

  const revoke = async (pass: typeof PASS): Promise<void> => {
    const { database } = open;
    const tools = { database, clock, entropy: systemEntropy };
    await new PassRegister({ ...tools, keys: await loadSigningKeys(database, tools) }).revoke(pass);
  };

  it('that is bound opens the gate like its pass, and one that is not bound does not', async () => {
    expect(await reader.lay(CARD)).toBe('deny pass-unknown -');
    expect(await cards.bind(PASS, CARD, 'li')).toEqual({
      card: CARD,
      pass: PASS,
      boundAt: MORNING,
      boundBy: 'li',
    });
    expect(await reader.lay(CARD)).toBe('allow ok p-501');
    await clock.advance(HOUR);
    expect(await reader.lay(CARD)).toBe('deny quota-used p-501');
    expect(await reader.lay('1F00644BB7')).toBe('deny pass-unknown -');
  });

  it.each(['1f00644bb6', '1F 00 64 4B B6', '1f:00:64:4b:b6', '１Ｆ００６４４ＢＢ６'])(
    'written as %j is the same card',
    async (text) => {
      await cards.bind(PASS, text, 'li');
      expect(await cards.of(PASS)).toMatchObject([{ card: CARD }]);
      expect(await reader.lay('1f00644bb6')).toBe('allow ok p-501');
    },
  );

  it.each(['', '12345', 'not hex', 'F'.repeat(65), 'F'.repeat(200)])('is not %j', async (text) => {
    await expectGateError(() => cards.bind(PASS, text, 'li'), 'card-invalid');
    await expectGateError(() => cards.unbind(PASS, text), 'card-invalid');
    expect(await reader.lay(text)).toBe('deny pass-unknown -');
  });

  it('stands for one pass alone, and whoever binds it elsewhere learns for which', async () => {
    await cards.bind(PASS, CARD, 'li');
    const error = await expectGateError(() => cards.bind(OTHER, CARD, 'wang'), 'card-bound');
    expect(error.message).toBe('the card 1F00644BB6 stands for the pass p-501: unbind it there first');
    expect(await cards.bind(PASS, CARD, 'wang')).toMatchObject({ boundBy: 'li' });
    expect(await reader.lay(CARD)).toBe('allow ok p-501');
  });

  it('may be one of several of a pass', async () => {
    await cards.bind(PASS, CARD, 'li');
    await clock.advance(1);
    await cards.bind(PASS, '04A1B2C3', 'li');
    expect((await cards.of(PASS)).map(({ card }) => card)).toEqual([CARD, '04A1B2C3']);
  });

  it('is refused from the next entry on when it was taken away, and may then be given to another', async () => {
    await cards.bind(PASS, CARD, 'li');
    expect(await reader.lay(CARD)).toBe('allow ok p-501');
    await cards.unbind(PASS, CARD);
    expect(await reader.lay(CARD)).toBe('deny pass-unknown -');
    await cards.bind(OTHER, CARD, 'li');
    expect(await reader.lay(CARD)).toBe('allow ok p-502');
    await expectGateError(() => cards.unbind(PASS, CARD), 'not-found');
  });

  it('of a revoked pass is refused with that reason until it is bound to another', async () => {
    await cards.bind(PASS, CARD, 'li');
    expect(await reader.lay(CARD)).toBe('allow ok p-501');
    await revoke(PASS);
    expect(await reader.lay(CARD)).toBe('deny pass-revoked p-501');
    await cards.bind(OTHER, CARD, 'li');
    expect(await reader.lay(CARD)).toBe('allow ok p-502');
    await expectGateError(() => cards.bind(PASS, '04A1B2C3', 'li'), 'card-pass-over');
  });

  it('moves on from a pass that is over, also to another compound, and every gate knows it', async () => {
    const visitor = { compound: GARDEN, kind: 'visitor', expires: MORNING + DAY } as const;
    await addPass(open.database, { id: passId('p-guest'), code: 'GUEST', ...visitor });
    await addPass(open.database, {
      ...visitor,
      id: passId('p-lake'),
      code: 'LAKE',
      compound: 'lake' as never,
      expires: null,
    });
    await cards.bind(passId('p-guest'), CARD, 'li');
    expect(await reader.lay(CARD)).toBe('allow exempt p-guest');
    expect(await reader.lay(CARD, LAKESIDE)).toBe('deny wrong-compound -');
    await clock.advance(DAY);
    expect(await reader.lay(CARD)).toBe('deny pass-expired p-guest');
    await cards.bind(passId('p-lake'), CARD, 'li');
    expect(await reader.lay(CARD)).toBe('deny wrong-compound -');
    expect(await reader.lay(CARD, LAKESIDE)).toBe('allow exempt p-lake');
  });

  it('of a pass that does not exist is neither bound nor listed', async () => {
    await expectGateError(() => cards.bind(passId('p-9'), CARD, 'li'), 'not-found');
    await expectGateError(() => cards.of(passId('p-9')), 'not-found');
  });
});

describeWithPostgres('a card, where two nodes decide,', () => {
  it('is bound, moved and taken away for both of them', async () => {
    const url = await freshPostgres();
    const here = await openPostgresAt(url);
    const there = await openPostgresAt(url);
    const clock = new ManualClock(MORNING);
    await furnish(here.database);
    const cards = new CardRegister({
      database: here.database,
      clock,
      entropy: systemEntropy,
      logger: recordingLogger([]),
    });
    const reader = new Reader(there, clock);
    await cards.bind(PASS, CARD, 'li');
    expect(await reader.lay(CARD)).toBe('allow ok p-501');
    await cards.unbind(PASS, CARD);
    expect(await reader.lay(CARD)).toBe('deny pass-unknown -');
    await cards.bind(OTHER, CARD, 'li');
    expect(await reader.lay(CARD)).toBe('allow ok p-502');
    await here.close();
    await there.close();
  });

  it('is bound once when both bind it at the same time', async () => {
    const url = await freshPostgres();
    const nodes = [await openPostgresAt(url), await openPostgresAt(url)] as const;
    await furnish(nodes[0].database);
    const tools = { clock: new ManualClock(MORNING), entropy: systemEntropy, logger: recordingLogger([]) };
    const bound = await Promise.allSettled([
      new CardRegister({ ...tools, database: nodes[0].database }).bind(PASS, CARD, 'li'),
      new CardRegister({ ...tools, database: nodes[1].database }).bind(OTHER, CARD, 'wang'),
    ]);
    expect(bound.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(bound.find((one) => one.status === 'rejected')).toMatchObject({ reason: { code: 'card-bound' } });
    for (const node of nodes) await node.close();
  });
});
