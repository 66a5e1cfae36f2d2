import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CORRECTIONS } from '#core/amend/rule-amendment.js';
import { householdId } from '#core/units/ids.js';
import { DAY, MINUTE } from '#core/units/instant.js';
import { OVERRIDE_REASONS, type Amendment } from '#core/wire/amendment.js';
import { examine } from '#broker/doctor/examine.js';
import { findingText } from '#broker/doctor/finding.js';
import { Eraser } from '#broker/retention/eraser.js';
import { queriesOn } from '#broker/storage/queries.js';
import { AmendingDesk, amendmentOf } from '../support/amendments.js';
import { describeOnEngines, type OpenLedger } from '../support/engines.js';
import { readingOf } from '../support/entries.js';
import { GARDEN, LivedLedger, MORNING, RIVER } from '../support/lived-ledger.js';

const DAYS = 3;
const FLATS = [1, 2, 3, 4].map((room) => householdId(`1-1-${room}`));

describeOnEngines('erasing entries that were amended', (engine) => {
  let open: OpenLedger;
  let lived: LivedLedger;
  let desk: AmendingDesk;
  let free = 1_000;

  beforeEach(async () => {
    open = await engine.open();
    lived = await LivedLedger.on(open.database, () => Promise.resolve(open.store));
    desk = new AmendingDesk(open.store);
    await lived.furnish(4);
    for (let day = 0; day < DAYS; day += 1) {
      await lived.day();
      lived.nextDay();
    }
  });
  afterEach(() => open.close());

  const findings = async (): Promise<string[]> => {
    await open.store.settle();
    return (await examine(open.database)).findings.map(findingText);
  };

  const statesOf = async () =>
    Promise.all([GARDEN, RIVER].map((compound) => open.store.states(compound, FLATS)));

  /** Amends one entry after the other, as drawn; what was drawn tells which, by whom and how. */
  async function amendAtRandom(draws: readonly Draw[]): Promise<void> {
    const entries = await queriesOn(open.database)
      .selectFrom('entries as e')
      .innerJoin('journals as j', 'j.number', 'e.journal')
      .select(['j.journal', 'j.gate', 'e.seq'])
      .orderBy('e.id')
      .execute();
    for (const { which, kind, by, reason, bodyC } of draws) {
      lived.clock.set(lived.clock.now() + MINUTE);
      const at = lived.clock.now();
      const entry = entries[which % entries.length];
      if (entry === undefined) continue;
      const { journal, gate, seq } = entry;
      if (by === 'controller') {
        await desk.controller({ journal, seq }, { kind: CORRECTIONS[kind] ?? 'void', reason }, at);
      } else {
        const reading = { ...readingOf(bodyC, at), method: 'manual' } as const;
        const own = { journal, seq: free, entry: seq, kind: WORKER_KINDS[kind % 4] ?? 'void', reason };
        await desk.gate(gate, amendmentOf({ at, ...own, reading: own.kind === 'measure' ? reading : null }));
        free += 1;
      }
    }
  }

  it('keeps states, chains and replay, wherever the limit falls and whatever was added', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(DRAW, { minLength: 6, maxLength: 14 }),
        fc.nat(DAYS * 24),
        async (draws, hours) => {
          await amendAtRandom(draws);
          await lived.day();
          expect((await findings()).filter((text) => !text.includes('missing'))).toEqual([]);
          const before = await statesOf();
          const eraser = new Eraser({ database: open.database, now: lived.clock.now() });
          for (const compound of [GARDEN, RIVER]) {
            const span = { compound, before: MORNING + (hours * DAY) / 24 };
            await eraser.temperatures(span);
            await eraser.persons(span);
          }
          await amendAtRandom(draws.slice(0, 3));
          await lived.day();
          lived.nextDay();
          expect((await findings()).filter((text) => !text.includes('missing'))).toEqual([]);
          expect(before).toHaveLength(2);
        },
      ),
      { numRuns: 4 },
    );
  });

  it('leaves nothing of who said what, and counts as it did', async () => {
    await amendAtRandom([{ which: 0, kind: 0, by: 'worker', reason: 'other', bodyC: 36.5 }]);
    await amendAtRandom([{ which: 0, kind: 3, by: 'controller', reason: 'other', bodyC: 36.5 }]);
    const before = await statesOf();
    const eraser = new Eraser({ database: open.database, now: lived.clock.now() });
    const span = { compound: GARDEN, before: Number.MAX_SAFE_INTEGER };
    await eraser.temperatures(span);
    await eraser.persons(span);
    const rows = await queriesOn(open.database).selectFrom('amendments').selectAll().execute();
    expect(rows).toHaveLength(2);
    expect(JSON.stringify(rows)).not.toMatch(/w-7|chief|presented twice|seen on camera|1-1-1/);
    expect(await statesOf()).toEqual(before);
    expect((await findings()).filter((text) => !text.includes('missing'))).toEqual([]);
  });
});

const WORKER_KINDS: readonly Amendment['kind'][] = ['override', 'void', 'measure', 'acknowledge'];

const DRAW = fc.record({
  which: fc.nat(60),
  kind: fc.nat(4),
  by: fc.constantFrom('worker' as const, 'controller' as const),
  reason: fc.constantFrom(...OVERRIDE_REASONS),
  bodyC: fc.constantFrom(36.5, 38.4),
});
type Draw = typeof DRAW extends fc.Arbitrary<infer One> ? One : never;
