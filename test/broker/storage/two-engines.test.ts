import fc from 'fast-check';
import { expect, it } from 'vitest';
import { householdId, journalId, passId } from '#core/units/ids.js';
import { HOUR, MINUTE } from '#core/units/instant.js';
import type { Credential, Entry, LocalDecision } from '#core/wire/entry.js';
import type { Arrival, Outcome } from '#broker/ledger/arrival.js';
import { queriesOn } from '#broker/storage/queries.js';
import { ManualClock } from '../../support/manual-clock.js';
import { describeWithPostgres, freshPostgres } from '../../support/postgres.js';
import { entryOf, readingOf } from '../support/entries.js';
import { openPostgresAt, openSqliteInMemory, type OpenLedger } from '../support/engines.js';
import { brokenChains, brokenHouseholds } from '../support/ledger-checks.js';
import { ledgerWith } from '../support/ledger.js';
import { addPass, buildWorld, GARDEN, NORTH, SOUTH } from '../support/world.js';

const MORNING = Date.UTC(2026, 0, 5, 1, 0, 0);
const FLATS = ['3-2-501', '3-2-502', '3-2-503'];

interface Step {
  readonly lane: number;
  readonly seq: number;
  readonly minutes: number;
  readonly who: number;
  readonly isIn: boolean;
  readonly bodyC: number | null;
  readonly local: LocalDecision['verdict'] | null;
}

const step: fc.Arbitrary<Step> = fc.record({
  lane: fc.nat(1),
  seq: fc.integer({ min: 1, max: 12 }),
  minutes: fc.integer({ min: 0, max: 4 * 24 * 60 }),
  who: fc.nat(4),
  isIn: fc.boolean(),
  bodyC: fc.constantFrom(36.5, 36.5, 36.5, 38.1, 30, null),
  local: fc.constantFrom(null, null, null, 'allow', 'deny'),
});

/** Every case has journals of its own, so that one world serves all of them. */
function arrivalOf({ lane, seq, minutes, who, isIn, bodyC, local }: Step, number: number): Arrival {
  const at = MORNING + minutes * MINUTE;
  const journal = journalId(`00000000-0000-4000-8000-${String(number * 2 + lane).padStart(12, '0')}`);
  const credentials: readonly Credential[] = [
    ...FLATS.map((value) => ({ kind: 'flat', value }) as const),
    { kind: 'code', value: '00000000' },
    { kind: 'none', value: '' },
  ];
  const entry: Entry = entryOf({
    at,
    journal,
    seq,
    direction: isIn ? 'in' : 'out',
    credential: credentials[who] ?? { kind: 'none', value: '' },
    reading: bodyC === null ? null : readingOf(bodyC, at),
    local: local === null ? null : { verdict: local, reason: 'ok', bookVersion: 7, decidedAt: at },
  });
  return { gate: lane === 0 ? NORTH : SOUTH, entry, receivedAt: at + HOUR };
}

async function furnished(open: OpenLedger): Promise<OpenLedger> {
  await buildWorld(open.database);
  for (const [index, flat] of FLATS.slice(1).entries()) {
    const household = householdId(flat);
    await queriesOn(open.database)
      .insertInto('households')
      .values({ compound: GARDEN, id: household, sealed: 0 })
      .execute();
    await addPass(open.database, {
      id: passId(`p-${index}`),
      household,
      code: `C${index}`,
      qr: `GP1:${index}`,
    });
  }
  await addPass(open.database, { id: passId('p-doctor'), code: '00000000', kind: 'work', qr: 'GP1:DOCTOR' });
  return open;
}

/** What a gate and a page are told, without the ids, which each engine draws in its own way. */
function told(outcomes: readonly Outcome[]): unknown[] {
  return outcomes.map((outcome) => {
    if (outcome.kind !== 'recorded') return outcome;
    const record: Partial<typeof outcome.record> = { ...outcome.record };
    delete record.id;
    return {
      ...outcome,
      record,
      alarms: outcome.alarms.map(({ kind, state, seq }) => ({ kind, state, seq })),
    };
  });
}

describeWithPostgres('SQLite and PostgreSQL', () => {
  it(
    'decide alike whatever comes, in whatever batches, and keep the same ledger',
    { timeout: 120_000 },
    async () => {
      const engines = [
        await furnished(await openSqliteInMemory()),
        await furnished(await openPostgresAt(await freshPostgres())),
      ];
      const clock = new ManualClock(MORNING);
      const ledgers = engines.map(({ store }) => ledgerWith(store, clock));
      let number = 0;
      const batches = fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), {
        minLength: 1,
        maxLength: 5,
      });
      await fc.assert(
        fc.asyncProperty(batches, async (steps) => {
          number += 1;
          for (const batch of steps) {
            const arrivals = batch.map((one) => arrivalOf(one, number));
            const [first, second] = await Promise.all(ledgers.map((ledger) => ledger.decide(arrivals)));
            expect(told(second ?? [])).toEqual(told(first ?? []));
          }
        }),
        { numRuns: 60 },
      );
      for (const engine of engines) {
        expect(await brokenChains(engine)).toEqual([]);
        expect(await brokenHouseholds(engine.database)).toEqual([]);
        await engine.close();
      }
    },
  );
});
