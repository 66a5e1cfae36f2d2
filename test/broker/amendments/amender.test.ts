import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE, HOUR } from '#core/units/instant.js';
import type { HouseholdState } from '#core/rules/household-state.js';
import { passId } from '#core/units/ids.js';
import type { Entry } from '#core/wire/entry.js';
import type { AmendmentOutcome } from '#broker/amendments/amendment-arrival.js';
import { examine } from '#broker/doctor/examine.js';
import { findingText } from '#broker/doctor/finding.js';
import { EntryArchive } from '#broker/entries/entry-archive.js';
import { queriesOn } from '#broker/storage/queries.js';
import { ManualClock } from '../../support/manual-clock.js';
import { AmendingDesk, amendmentOf } from '../support/amendments.js';
import { describeOnEngines, type OpenLedger } from '../support/engines.js';
import { entryOf, JOURNAL, OTHER_JOURNAL, readingOf } from '../support/entries.js';
import { ledgerWith } from '../support/ledger.js';
import { addPass, buildWorld, FLAT, GARDEN, NORTH, SOUTH } from '../support/world.js';

/** 09:00 on Monday 5 January 2026 in Shanghai. */
const MORNING = Date.UTC(2026, 0, 5, 1);

type Recorded = Extract<AmendmentOutcome, { kind: 'recorded' }>;

describeOnEngines('amendments', (engine) => {
  let open: OpenLedger;
  let desk: AmendingDesk;
  const clock = new ManualClock(MORNING);

  beforeEach(async () => {
    open = await engine.open();
    await buildWorld(open.database);
    desk = new AmendingDesk(open.store);
    clock.set(MORNING);
  });
  afterEach(() => open.close());

  const reopen = async (): Promise<void> => {
    open = await open.reopen();
    desk = new AmendingDesk(open.store);
  };

  const decide = async (entry: Entry): Promise<string> => {
    const gate = entry.journal === JOURNAL ? NORTH : SOUTH;
    const [outcome] = await ledgerWith(open.store, clock).decide([{ gate, entry, receivedAt: entry.at }]);
    return outcome?.kind === 'recorded' ? outcome.decision.reason : JSON.stringify(outcome);
  };

  const stateOf = async (key: string = FLAT): Promise<HouseholdState | undefined> =>
    (await open.store.states(GARDEN, [key])).get(key)?.state;

  const recorded = async (outcome: Promise<AmendmentOutcome>): Promise<Recorded> => {
    const found = await outcome;
    expect(found.kind).toBe('recorded');
    return found as Recorded;
  };

  const detailOf = (seq: number) =>
    new EntryArchive({ database: open.database, ledger: open.store }).get(JOURNAL, seq);

  /** Everything the doctor has to say, after all is saved. */
  const findingTexts = async (): Promise<readonly string[]> => {
    await open.store.settle();
    return (await examine(open.database)).findings.map(findingText);
  };

  it('gives the outing back when the exit is voided, and the household may go at once', async () => {
    await decide(entryOf({ at: MORNING }));
    await recorded(desk.gate(NORTH, amendmentOf({ at: MORNING + MINUTE })));
    expect(await stateOf()).toEqual({ outings: [], charges: [], screening: {} });
    expect(await decide(entryOf({ at: MORNING + HOUR, journal: OTHER_JOURNAL }))).toBe('ok');
    expect(await findingTexts()).toEqual([]);
  });

  it('shows the entry as it was decided, with what was added to it', async () => {
    await decide(entryOf({ at: MORNING }));
    await recorded(desk.gate(NORTH, amendmentOf({ at: MORNING + MINUTE })));
    expect(await detailOf(1)).toMatchObject({
      record: { verdict: 'allow', reason: 'ok' },
      standing: 'void',
      amendments: [
        {
          ...{ journal: JOURNAL, seq: 2, entry: 1, gate: 'north', kind: 'void', by: 'worker', author: 'w-7' },
          ...{
            note: 'presented twice',
            changes: 'void',
            noEffect: null,
            at: MORNING + MINUTE,
            household: FLAT,
          },
        },
      ],
    });
  });

  it('lets a household out by an override without charging its quota', async () => {
    await decide(entryOf({ at: MORNING }));
    await decide(entryOf({ seq: 2, at: MORNING + HOUR, direction: 'in' }));
    expect(await decide(entryOf({ seq: 3, at: MORNING + 2 * HOUR }))).toBe('quota-used');
    const at = MORNING + 2 * HOUR + MINUTE;
    await recorded(
      desk.gate(NORTH, amendmentOf({ at, seq: 4, entry: 3, kind: 'override', reason: 'hardship' })),
    );
    expect(await stateOf()).toMatchObject({ outings: [{ since: at, charged: false }], charges: [MORNING] });
    expect(await decide(entryOf({ seq: 5, at: at + HOUR, direction: 'in' }))).toBe('returned');
    expect(await findingTexts()).toEqual([]);
  });

  it('asks the rules again with a temperature that was taken by hand', async () => {
    expect(await decide(entryOf({ at: MORNING, reading: null }))).toBe('reading-missing');
    const at = MORNING + MINUTE;
    const reading = { ...readingOf(36.4, at), method: 'manual', objectC: null, ambientC: null } as const;
    const { record } = await recorded(desk.gate(NORTH, amendmentOf({ at, kind: 'measure', reading })));
    expect(record).toMatchObject({ verdict: 'allow', verdictReason: 'ok', reading: { bodyC: 36.4 } });
    expect(await stateOf()).toMatchObject({ charges: [at] });
    expect(await findingTexts()).toEqual([]);
  });

  it('raises the alarm of a fever that was found by hand, and leaves the ledger whole', async () => {
    await decide(entryOf({ at: MORNING, reading: readingOf(38.2, MORNING) }));
    const at = MORNING + MINUTE;
    const reading = { ...readingOf(38.4, at), method: 'manual', objectC: null, ambientC: null } as const;
    const { alarms, record } = await recorded(
      desk.gate(NORTH, amendmentOf({ at, kind: 'measure', reading })),
    );
    expect(record.verdictReason).toBe('fever-confirmed');
    expect(alarms.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      'fever-suspected cleared',
      'fever-confirmed new',
    ]);
    expect(await findingTexts()).toEqual([]);
  });

  it('lets a controller write down the return that no gate saw, behind what happened then', async () => {
    await decide(entryOf({ at: MORNING }));
    clock.set(MORNING + 26 * HOUR);
    await recorded(desk.controller({ journal: JOURNAL, seq: 1 }, { kind: 'came-home' }, clock.now()));
    expect(await stateOf()).toMatchObject({ outings: [], charges: [MORNING] });
    await recorded(desk.controller({ journal: JOURNAL, seq: 1 }, { kind: 'uncount' }, clock.now()));
    expect(await stateOf()).toMatchObject({ outings: [], charges: [] });
    expect(await decide(entryOf({ seq: 2, at: clock.now() }))).toBe('ok');
    expect(await findingTexts()).toEqual([]);
  });

  it('takes back a late override with everything that was added to its entry', async () => {
    await decide(entryOf({ at: MORNING }));
    await decide(entryOf({ seq: 2, at: MORNING + HOUR, direction: 'in' }));
    await decide(entryOf({ seq: 3, at: MORNING + 2 * HOUR }));
    const key = { journal: JOURNAL, seq: 3 };
    await recorded(desk.controller(key, { kind: 'override', reason: 'instructed' }, MORNING + 5 * HOUR));
    expect(await stateOf()).toMatchObject({ outings: [{ since: MORNING + 2 * HOUR }] });
    await recorded(desk.controller(key, { kind: 'void' }, MORNING + 6 * HOUR));
    expect(await stateOf()).toMatchObject({ outings: [], charges: [MORNING] });
    expect(await findingTexts()).toEqual([]);
  });

  it('records what changes nothing, and says why', async () => {
    await decide(entryOf({ at: MORNING }));
    const { record } = await recorded(
      desk.gate(NORTH, amendmentOf({ at: MORNING, kind: 'override', reason: 'other' })),
    );
    expect(record).toMatchObject({ changes: 'none', noEffect: { en: 'it was allowed anyway' } });
    await recorded(desk.gate(NORTH, amendmentOf({ at: MORNING, seq: 3, kind: 'acknowledge' })));
    expect((await detailOf(1))?.standing).toBe('as-decided');
    expect(await findingTexts()).toEqual([]);
  });

  it('keeps what is about an entry of nobody', async () => {
    await decide(entryOf({ at: MORNING, credential: { kind: 'none', value: '' } }));
    const { record } = await recorded(
      desk.gate(NORTH, amendmentOf({ at: MORNING + MINUTE, kind: 'override', reason: 'known-resident' })),
    );
    expect(record).toMatchObject({ household: null, changes: 'add' });
    expect(await findingTexts()).toEqual([]);
  });

  it('amends the state of a pass without a household', async () => {
    await addPass(open.database, { id: passId('p-vis'), code: '00000000', kind: 'visitor' });
    await decide(entryOf({ at: MORNING, credential: { kind: 'code', value: '00000000' } }));
    await recorded(desk.gate(NORTH, amendmentOf({ at: MORNING + MINUTE })));
    expect(await stateOf('pass:p-vis')).toMatchObject({ outings: [] });
    expect(await findingTexts()).toEqual([]);
  });

  describe('sent twice', () => {
    it('is recorded once, and answered again', async () => {
      await decide(entryOf({ at: MORNING }));
      const amendment = amendmentOf({ at: MORNING + MINUTE });
      await recorded(desk.gate(NORTH, amendment));
      expect(await desk.gate(NORTH, amendment, MORNING + HOUR)).toEqual({ kind: 'repeat', problem: null });
      await reopen();
      expect(await desk.gate(NORTH, amendment, MORNING + HOUR)).toEqual({ kind: 'repeat', problem: null });
      expect(await queriesOn(open.database).selectFrom('amendments').selectAll().execute()).toHaveLength(1);
    });

    it('with other words is told, and the first stands', async () => {
      await decide(entryOf({ at: MORNING }));
      await recorded(desk.gate(NORTH, amendmentOf({ at: MORNING + MINUTE })));
      const other = await desk.gate(NORTH, amendmentOf({ at: MORNING + MINUTE, note: 'something else' }));
      expect(other).toEqual({
        kind: 'repeat',
        problem: 'the ledger holds another amendment under this journal and seq; the first one stands',
      });
    });
  });

  it('waits for its entry', async () => {
    const amendment = amendmentOf({ at: MORNING + MINUTE });
    expect(await desk.gate(NORTH, amendment)).toEqual({ kind: 'entry-missing' });
    await decide(entryOf({ at: MORNING }));
    expect((await desk.gate(NORTH, amendment)).kind).toBe('recorded');
  });

  it('is refused from a gate whose journal it is not, and under the number of an entry', async () => {
    await decide(entryOf({ at: MORNING }));
    expect(await desk.gate(SOUTH, amendmentOf({ at: MORNING }))).toMatchObject({ kind: 'refused' });
    expect(await desk.gate(NORTH, amendmentOf({ at: MORNING, seq: 1 }))).toMatchObject({ kind: 'refused' });
    expect(await findingTexts()).toEqual([]);
  });

  it('survives a restart, saved or not, and entries go on behind it', async () => {
    await decide(entryOf({ at: MORNING }));
    await open.store.settle();
    await recorded(desk.gate(NORTH, amendmentOf({ at: MORNING + MINUTE })));
    await decide(entryOf({ seq: 3, at: MORNING + 2 * MINUTE, credential: { kind: 'none', value: '' } }));
    await reopen();
    expect(await stateOf()).toEqual({ outings: [], charges: [], screening: {} });
    expect(await decide(entryOf({ seq: 4, at: MORNING + HOUR }))).toBe('ok');
    await recorded(desk.gate(NORTH, amendmentOf({ at: MORNING + 2 * HOUR, seq: 5, entry: 4 })));
    await open.store.settle();
    await reopen();
    expect(await stateOf()).toMatchObject({ charges: [] });
    expect(await decide(entryOf({ seq: 6, at: MORNING + 3 * HOUR }))).toBe('ok');
    expect(await findingTexts()).toEqual([]);
    const page = await new EntryArchive({ database: open.database, ledger: open.store }).list({
      household: FLAT,
    });
    expect(page.items.map(({ seq }) => seq)).toEqual([6, 4, 1]);
  });

  it('fills its place in the journal: a missing one is a gap, and nothing else is', async () => {
    await decide(entryOf({ at: MORNING }));
    await recorded(desk.gate(NORTH, amendmentOf({ at: MORNING, seq: 2 })));
    await decide(entryOf({ seq: 5, at: MORNING + MINUTE }));
    await recorded(desk.gate(NORTH, amendmentOf({ at: MORNING + MINUTE, seq: 6, entry: 5 })));
    expect(await findingTexts()).toEqual([
      `entries (gate north, journal ${JOURNAL}): missing seq 3 to 4 of gate north: still at the gate, or lost there`,
    ]);
  });

  it.each([
    ['said', { said: '[1,"synced","w-8","presented twice","salt"]' }],
    ['the change', { change: '{"kind":"none"}' }],
    ['its time', { at: MORNING }],
  ])('can not be changed unnoticed: %s', async (_, change) => {
    await decide(entryOf({ at: MORNING }));
    await recorded(desk.gate(NORTH, amendmentOf({ at: MORNING + MINUTE })));
    await decide(entryOf({ seq: 3, at: MORNING + HOUR }));
    await open.store.settle();
    await queriesOn(open.database).updateTable('amendments').set(change).execute();
    expect((await findingTexts())[0]).toMatch(/^amendments 2 \(.*it does not fit its hash/);
  });

  it('can not be removed unnoticed', async () => {
    await decide(entryOf({ at: MORNING }));
    await recorded(desk.gate(NORTH, amendmentOf({ at: MORNING + MINUTE })));
    await decide(entryOf({ seq: 3, at: MORNING + HOUR }));
    await open.store.settle();
    await queriesOn(open.database).deleteFrom('amendments').execute();
    expect((await findingTexts()).join('\n')).toMatch(/it does not fit its hash: .*was removed/);
  });
});
