import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EntryDetail } from '#core/api/entries.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { DEFAULT_POLICY_RULES } from '#core/policy/policy.js';
import { gateId, householdId, passId, type GateId } from '#core/units/ids.js';
import { HOUR, MINUTE } from '#core/units/instant.js';
import type { Entry, LocalDecision } from '#core/wire/entry.js';
import type { Outcome } from '#broker/ledger/arrival.js';
import { EntryArchive } from '#broker/entries/entry-archive.js';
import type { Ledger } from '#broker/ledger/ledger.js';
import type { LedgerStore } from '#broker/ledger/ledger-store.js';
import { queriesOn } from '#broker/storage/queries.js';
import { ManualClock } from '../../support/manual-clock.js';
import { entryOf, JOURNAL, OTHER_JOURNAL, readingOf } from '../support/entries.js';
import { describeOnEngines, type OpenLedger } from '../support/engines.js';
import { ledgerWith } from '../support/ledger.js';
import { addCompound, addGate, addPass, buildWorld, FLAT, GARDEN, NORTH, SOUTH } from '../support/world.js';

/** 09:00 on Monday 5 January 2026 in Shanghai. */
const MORNING = Date.UTC(2026, 0, 5, 1, 0, 0);

type Recorded = Extract<Outcome, { kind: 'recorded' }>;

describeOnEngines('the ledger', (engine) => {
  let open: OpenLedger;
  let database: SqlDatabase;
  let clock: ManualClock;
  let ledger: Ledger;
  let store: LedgerStore;

  beforeEach(async () => {
    open = await engine.open();
    ({ database, store } = open);
    await buildWorld(database);
    clock = new ManualClock(MORNING);
    ledger = ledgerWith(store, clock);
  });
  afterEach(() => open.close());

  const decide = (entry: Entry, gate: GateId = NORTH): Promise<Outcome> =>
    decideAll([{ gate, entry }]).then(([outcome]) => outcome as Outcome);

  const decideAll = (sent: readonly { gate: GateId; entry: Entry }[]): Promise<readonly Outcome[]> =>
    ledger.decide(sent.map((one) => ({ ...one, receivedAt: clock.now() })));

  const recorded = async (entry: Entry, gate: GateId = NORTH): Promise<Recorded> => {
    const outcome = await decide(entry, gate);
    expect(outcome.kind).toBe('recorded');
    return outcome as Recorded;
  };

  const detailOf = (seq: number): Promise<EntryDetail | null> =>
    new EntryArchive({ database, ledger: store }).get(JOURNAL, seq);

  const rowsOf = (table: 'entries' | 'alarms' | 'household_states' | 'journals'): Promise<unknown[]> =>
    queriesOn(database).selectFrom(table).selectAll().execute();

  describe('the purchase-pass rule', () => {
    it('lets a household out once and names the third day as the next', async () => {
      const first = await recorded(entryOf({ at: MORNING }));
      expect(first.decision).toMatchObject({
        verdict: 'allow',
        reason: 'ok',
        household: FLAT,
        pass: 'p-501',
        bookVersion: 7,
        conflict: false,
      });
    });

    it('denies the same household at another gate within the three days, with the right next instant', async () => {
      await recorded(entryOf({ at: MORNING }));
      const inEntry = entryOf({ journal: OTHER_JOURNAL, at: MORNING + HOUR, direction: 'in' });
      await recorded(inEntry, SOUTH);
      clock.set(MORNING + 26 * HOUR);
      const second = entryOf({ journal: OTHER_JOURNAL, seq: 2, at: MORNING + 26 * HOUR });
      const { decision } = await recorded(second, SOUTH);
      const thirdDayMidnight = Date.UTC(2026, 0, 7, 16, 0, 0);
      expect(decision).toMatchObject({ verdict: 'deny', reason: 'quota-used', nextAt: thirdDayMidnight });
    });

    it('holds inside one batch: two gates at once let one person out', async () => {
      const outcomes = await decideAll([
        { gate: NORTH, entry: entryOf({ at: MORNING }) },
        { gate: SOUTH, entry: entryOf({ journal: OTHER_JOURNAL, at: MORNING }) },
      ]);
      const verdicts = outcomes.map((outcome) => (outcome as Recorded).decision.reason);
      expect(verdicts).toEqual(['ok', 'quota-used']);
    });

    it('keeps the state between batches in the database, not in memory', async () => {
      await recorded(entryOf({ at: MORNING }));
      open = await open.reopen();
      const fresh = ledgerWith(open.store, clock);
      const entry = entryOf({ journal: OTHER_JOURNAL, at: MORNING });
      const [outcome] = await fresh.decide([{ gate: SOUTH, entry, receivedAt: MORNING }]);
      expect((outcome as Recorded).decision.reason).toBe('quota-used');
    });

    it('follows a new policy version from the next batch on', async () => {
      const rules = JSON.stringify({ ...DEFAULT_POLICY_RULES, level: 'open' });
      await recorded(entryOf({ at: MORNING }));
      const policy = { compound: GARDEN, version: 2, author: 'test', effective_at: 0, rules };
      await queriesOn(database).insertInto('policies').values(policy).execute();
      await queriesOn(database).updateTable('compounds').set({ policy_version: 2 }).execute();
      const { decision } = await recorded(entryOf({ seq: 2, at: MORNING + MINUTE }));
      expect(decision.reason).toBe('open');
    });
  });

  describe('an entry sent twice', () => {
    it('gets the recorded decision, and the ledger keeps one row', async () => {
      const entry = entryOf({ at: MORNING });
      const first = await recorded(entry);
      clock.set(MORNING + HOUR);
      const again = await decide(entry);
      expect(again).toEqual({ kind: 'repeat', decision: first.decision, problem: null });
      expect(await rowsOf('entries')).toHaveLength(1);
    });

    it('twice in one batch is one entry', async () => {
      const entry = entryOf({ at: MORNING });
      const [first, second] = await decideAll([
        { gate: NORTH, entry },
        { gate: NORTH, entry },
      ]);
      expect(second).toMatchObject({ kind: 'repeat', decision: (first as Recorded).decision });
      expect(await rowsOf('entries')).toHaveLength(1);
    });

    it('with the decision the gate has meanwhile taken itself is still the same entry', async () => {
      await recorded(entryOf({ at: MORNING }));
      const local: LocalDecision = { verdict: 'allow', reason: 'ok', bookVersion: 7, decidedAt: MORNING };
      expect(await decide(entryOf({ at: MORNING, local }))).toMatchObject({ kind: 'repeat', problem: null });
    });

    it('with other content keeps the first and says so', async () => {
      await recorded(entryOf({ at: MORNING }));
      const outcome = await decide(entryOf({ at: MORNING + 1 }));
      expect(outcome).toMatchObject({ kind: 'repeat', decision: { reason: 'ok' } });
      expect((outcome as { problem: string }).problem).toContain('the first one stands');
    });
  });

  describe('whose entry it is', () => {
    it('refuses the journal of another gate, so that no gate can use up the numbers of its neighbour', async () => {
      await recorded(entryOf({ at: MORNING }));
      const outcome = await decide(entryOf({ seq: 2, at: MORNING }), SOUTH);
      expect(outcome).toEqual({ kind: 'refused', problem: 'its journal belongs to another gate' });
      expect(await rowsOf('entries')).toHaveLength(1);
    });

    it('refuses a gate that is not in the register, and its neighbours in the batch are decided', async () => {
      const [stranger, known] = await decideAll([
        { gate: gateId('stranger'), entry: entryOf({ at: MORNING, journal: OTHER_JOURNAL }) },
        { gate: NORTH, entry: entryOf({ at: MORNING }) },
      ]);
      expect(stranger).toMatchObject({ kind: 'refused' });
      expect(known).toMatchObject({ kind: 'recorded' });
      expect(await rowsOf('journals')).toHaveLength(1);
    });
  });

  describe('credentials', () => {
    it.each([
      ['a flat typed full-width', { kind: 'flat', value: '３－２－５０１' }, 'ok'],
      ['an unknown flat', { kind: 'flat', value: '9-9-909' }, 'pass-unknown'],
      ['a card, which no pass is bound to', { kind: 'card', value: '04a1b2c3' }, 'pass-unknown'],
      ['nothing at all', { kind: 'none', value: '' }, 'pass-unknown'],
      ['a text that is no pass', { kind: 'qr', value: '</script>\u0000🦠' }, 'pass-unknown'],
      ['a code with a wrong check character', { kind: 'code', value: '7F3K2QDX' }, 'pass-unknown'],
    ] as const)('decides on %s', async (_, credential, reason) => {
      const { decision } = await recorded(entryOf({ at: MORNING, credential }));
      expect(decision.reason).toBe(reason);
    });

    it('knows the passes of other compounds as such', async () => {
      await addCompound(database, { id: 'lake' });
      await addGate(database, { id: 'lakeside', compound: 'lake' });
      await addPass(database, { id: passId('p-1'), code: '00000000' });
      const credential = { kind: 'code', value: '0000-0000' } as const;
      const { decision } = await recorded(entryOf({ at: MORNING, credential }), gateId('lakeside'));
      expect(decision).toMatchObject({ reason: 'wrong-compound', pass: null, household: null });
    });

    it('prefers the purchase pass in force over one that was revoked', async () => {
      await addPass(database, {
        id: passId('p-old'),
        code: 'OLD',
        household: FLAT,
        revoked: 1,
        issued_at: 9,
      });
      const { decision } = await recorded(entryOf({ at: MORNING }));
      expect(decision).toMatchObject({ reason: 'ok', pass: 'p-501' });
    });

    it('denies a household whose only pass was revoked', async () => {
      await queriesOn(database).updateTable('passes').set({ revoked: 1 }).execute();
      const { decision } = await recorded(entryOf({ at: MORNING }));
      expect(decision).toMatchObject({ verdict: 'deny', reason: 'pass-revoked', pass: 'p-501' });
    });
  });

  describe('seals and isolation', () => {
    it('come from the register of households, residents and the policy', async () => {
      await queriesOn(database).updateTable('households').set({ sealed: 1 }).execute();
      expect((await recorded(entryOf({ at: MORNING }))).decision.reason).toBe('household-sealed');
    });

    it('hold for a building the policy seals', async () => {
      const rules = JSON.stringify({ ...DEFAULT_POLICY_RULES, sealedBuildings: ['3'] });
      await queriesOn(database).updateTable('policies').set({ rules }).execute();
      expect((await recorded(entryOf({ at: MORNING }))).decision.reason).toBe('building-sealed');
    });

    it('raise an alarm when an isolated person tries to leave', async () => {
      const person = { compound: GARDEN, household: FLAT, id: 'r1', name: '王', isolated: 1 } as const;
      await queriesOn(database).insertInto('residents').values(person).execute();
      await addPass(database, {
        id: passId('p-r1'),
        code: '00000000',
        kind: 'resident',
        household: FLAT,
        resident: 'r1',
      });
      const credential = { kind: 'code', value: '00000000' } as const;
      const { decision, alarms } = await recorded(entryOf({ at: MORNING, credential }));
      expect(decision.reason).toBe('person-isolated');
      expect(alarms).toMatchObject([{ kind: 'isolation-breach', severity: 'high', household: FLAT }]);
    });
  });

  describe('alarms', () => {
    const hot = (seq: number, bodyC: number): Entry =>
      entryOf({ seq, at: MORNING + seq * MINUTE, reading: readingOf(bodyC, MORNING + seq * MINUTE) });

    it('rise with a suspicion of fever and clear with a normal second reading', async () => {
      const suspected = await recorded(hot(1, 38));
      expect(suspected.decision).toMatchObject({ verdict: 'retake', reason: 'fever-suspected' });
      expect(suspected.alarms).toMatchObject([{ kind: 'fever-suspected', state: 'new', severity: 'medium' }]);
      const normal = await recorded(hot(2, 36.6));
      expect(normal.decision.reason).toBe('ok');
      expect(normal.alarms).toMatchObject([
        { id: suspected.alarms[0]?.id, state: 'cleared', clearedAt: MORNING + 2 * MINUTE },
      ]);
    });

    it('turn from suspected into confirmed, inside one batch too', async () => {
      const outcomes = await decideAll([
        { gate: NORTH, entry: hot(1, 38) },
        { gate: NORTH, entry: hot(2, 38.2) },
      ]);
      expect((outcomes[1] as Recorded).decision).toMatchObject({
        verdict: 'fever',
        reason: 'fever-confirmed',
      });
      expect((outcomes[1] as Recorded).alarms).toMatchObject([
        { kind: 'fever-suspected', state: 'cleared' },
        { kind: 'fever-confirmed', state: 'new', severity: 'high' },
      ]);
    });

    it('rise with an emergency, which charges nothing', async () => {
      const entry = entryOf({ at: MORNING, purpose: 'emergency', emergency: 'medicine', reading: null });
      const { decision, alarms } = await recorded(entry);
      expect(decision).toMatchObject({ verdict: 'allow', reason: 'emergency' });
      expect(alarms).toMatchObject([{ kind: 'emergency', severity: 'high', journal: JOURNAL, seq: 1 }]);
      const next = await recorded(entryOf({ seq: 2, at: MORNING + MINUTE }));
      expect(next.decision.reason).toBe('ok');
    });
  });

  describe('time', () => {
    it('is the gate clock when it is synchronised, and both times are kept', async () => {
      clock.set(MORNING + HOUR);
      const { record } = await recorded(entryOf({ at: MORNING }));
      expect(record).toMatchObject({ at: MORNING, receivedAt: MORNING + HOUR });
    });

    it('is the time of receipt while the gate clock stands at its floor, and the reading keeps its age', async () => {
      const boot = Date.UTC(2024, 0, 1);
      const entry = entryOf({ at: boot, clock: 'floor', reading: readingOf(36.5, boot - 2000) });
      const { record, decision } = await recorded(entry);
      expect(record.at).toBe(MORNING);
      expect(decision.reason).toBe('ok');
    });

    it('is the time of receipt when the gate claims a time that has not come', async () => {
      const { record } = await recorded(entryOf({ at: MORNING + 400 * 24 * HOUR }));
      expect(record.at).toBe(MORNING);
    });
  });

  describe('an entry the gate has decided itself', () => {
    const local = (reason: string, verdict: LocalDecision['verdict'] = 'allow'): LocalDecision => ({
      verdict,
      reason,
      bookVersion: 3,
      decidedAt: MORNING,
    });

    it('is recorded as it happened and charges the household', async () => {
      clock.set(MORNING + 2 * HOUR);
      const { record, decision } = await recorded(entryOf({ at: MORNING, local: local('ok') }));
      expect(record).toMatchObject({ decidedBy: 'gate', decidedAt: MORNING, conflict: false, reason: 'ok' });
      expect(decision).toMatchObject({ verdict: 'allow', bookVersion: 3, conflict: false });
      const next = await recorded(entryOf({ seq: 2, at: MORNING + HOUR }));
      expect(next.decision.reason).toBe('quota-used');
    });

    it('is never rewritten: a second exit stands and is marked as a conflict', async () => {
      await recorded(entryOf({ at: MORNING }));
      const offline = entryOf({ journal: OTHER_JOURNAL, at: MORNING + MINUTE, local: local('ok') });
      const { record } = await recorded(offline, SOUTH);
      expect(record).toMatchObject({ verdict: 'allow', reason: 'ok', conflict: true });
    });

    it('that was refused charges nothing, and keeps a reason this version does not know', async () => {
      const { record } = await recorded(entryOf({ at: MORNING, local: local('book-too-old', 'fault') }));
      expect(record).toMatchObject({ verdict: 'fault', reason: 'book-too-old' });
      expect((await recorded(entryOf({ seq: 2, at: MORNING }))).decision.reason).toBe('ok');
    });

    it('going in closes the outing, with fever too', async () => {
      await recorded(entryOf({ at: MORNING }));
      const back = entryOf({
        seq: 2,
        at: MORNING + HOUR,
        direction: 'in',
        local: local('fever-confirmed', 'fever'),
      });
      const { alarms } = await recorded(back);
      expect(alarms).toMatchObject([{ kind: 'fever-confirmed' }]);
      const states = await store.states(GARDEN, [FLAT]);
      expect(states.get(FLAT)?.state).toMatchObject({ outings: [] });
    });

    it('in an emergency raises its alarm late rather than never', async () => {
      const entry = entryOf({ at: MORNING, purpose: 'emergency', local: local('emergency') });
      expect((await recorded(entry)).alarms).toMatchObject([{ kind: 'emergency', raisedAt: MORNING }]);
    });
  });

  describe('the row of the ledger', () => {
    it('holds the entry with the fields of the wire contract only, and its trace', async () => {
      const extra = { ...entryOf({ at: MORNING }), phone: '13800000000' };
      await recorded(extra);
      expect(JSON.stringify(await rowsOf('entries'))).not.toContain('phone');
      const detail = await detailOf(1);
      expect(detail?.entry).toEqual(entryOf({ at: MORNING }));
      expect(detail?.trace).toContainEqual(expect.objectContaining({ rule: 'quota', result: 'decided' }));
      expect(detail?.trace.slice(0, -1).every(({ result }) => result === 'passed')).toBe(true);
      expect(detail?.trace).toContainEqual(expect.objectContaining({ value: 'purchase p-501' }));
      expect(detail?.policyVersion).toBe(1);
    });

    it('keeps hostile texts as they came', async () => {
      const value = 'GP1:\u0000\ud800\n"); drop table entries; --';
      await recorded(entryOf({ at: MORNING, credential: { kind: 'qr', value } }));
      expect((await detailOf(1))?.entry?.credential.value).toBe(value);
    });

    it('numbers entries in order of arrival', async () => {
      const outcomes = await decideAll(
        [1, 2, 3].map((seq) => ({ gate: NORTH, entry: entryOf({ seq, at: MORNING }) })),
      );
      expect(outcomes.map((outcome) => (outcome as Recorded).record.id)).toEqual([1, 2, 3]);
      expect((await recorded(entryOf({ seq: 4, at: MORNING }))).record.id).toBe(4);
    });
  });

  it('writes nothing when the transaction fails', async () => {
    await database.run('drop table household_states');
    const other = householdId('1-1-101');
    await expect(
      decide(entryOf({ at: MORNING, credential: { kind: 'flat', value: other } })),
    ).rejects.toThrow();
    expect(await rowsOf('entries')).toHaveLength(0);
    expect(await rowsOf('journals')).toHaveLength(0);
  });
});
