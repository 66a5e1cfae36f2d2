import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemEntropy } from '#core/bindings/system-entropy.js';
import type { GateState } from '#core/api/gates.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { compoundId, gateId } from '#core/units/ids.js';
import { MINUTE, SECOND } from '#core/units/instant.js';
import { GateBoard } from '#broker/gates/gate-board.js';
import { GateStore } from '#broker/gates/gate-store.js';
import { connected, disconnected, said } from '#broker/gates/gate-presence.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { ManualClock } from '../../support/manual-clock.js';
import { entryOf } from '../support/entries.js';
import { ledgerDatabase } from '../support/ledger-database.js';
import { ledgerOn } from '../support/ledger.js';
import { addCompound, buildWorld, GARDEN, NORTH } from '../support/world.js';

describe('the board of gates', () => {
  let database: SqlDatabase;
  let clock: ManualClock;
  let changes: GateState[];
  let board: GateBoard;

  const load = async (): Promise<GateBoard> => {
    const loaded = new GateBoard({
      clock,
      store: new GateStore({ database, clock, entropy: systemEntropy }),
      onChange: (gate) => changes.push(gate),
    });
    await loaded.load();
    return loaded;
  };
  const stateOf = async (id: string, from = board): Promise<GateState | undefined> =>
    (await from.list()).find((gate) => gate.id === id);

  beforeEach(async () => {
    database = await ledgerDatabase();
    await buildWorld(database);
    clock = new ManualClock();
    changes = [];
    board = await load();
  });
  afterEach(() => database.close());

  it('knows a gate that was never seen, comes, goes and comes again', async () => {
    expect(await stateOf('north')).toMatchObject({ state: 'never-seen', lastHeardAt: null, health: null });
    board.step(NORTH, (presence) => connected(presence, clock.now()));
    expect(await stateOf('north')).toMatchObject({ state: 'online', lastHeardAt: clock.now() });
    board.step(NORTH, disconnected);
    expect(await stateOf('north')).toMatchObject({ state: 'offline' });
    expect(changes.map(({ state }) => state)).toEqual(['online', 'offline']);
  });

  it('tells the other nodes of changes once, and of all connected gates when asked', () => {
    board.step(NORTH, (presence) => connected(presence, clock.now()));
    expect(board.presencesToTell(false)).toMatchObject([{ gate: 'north', state: 'online' }]);
    expect(board.presencesToTell(false)).toEqual([]);
    expect(board.presencesToTell(true)).toMatchObject([{ gate: 'north', state: 'online' }]);
    board.step(NORTH, disconnected);
    expect(board.presencesToTell(true)).toMatchObject([{ gate: 'north', state: 'offline' }]);
    expect(board.presencesToTell(true)).toEqual([]);
  });

  it('shows a gate of another node as online, and at once, until that node says otherwise or is silent', async () => {
    const told = { gate: NORTH, state: 'online', lastHeardAt: clock.now(), health: null } as const;
    board.takeTold('west', [told, { ...told, gate: gateId('nowhere') }]);
    expect(changes.map(({ id, state }) => `${id} ${state}`)).toEqual(['north online']);
    board.takeTold('west', [{ ...told, state: 'offline' }]);
    expect(await stateOf('north')).toMatchObject({ state: 'offline', lastHeardAt: clock.now() });
    board.takeTold('west', [told]);
    await clock.advance(MINUTE);
    board.tellChanges();
    expect(changes.at(-1)).toMatchObject({ id: 'north', state: 'never-seen' });
  });

  it('names the zone of the compound, in the list and for pages', async () => {
    await addCompound(database, { id: 'oasis', timezone: 'Asia/Urumqi' });
    const { gate } = await board.add({ id: gateId('west'), compound: compoundId('oasis'), name: 'x' });
    expect(gate.timezone).toBe('Asia/Urumqi');
    expect(changes.map(({ timezone }) => timezone)).toEqual(['Asia/Urumqi']);
    const reloaded = await load();
    expect((await stateOf('west', reloaded))?.timezone).toBe('Asia/Urumqi');
    expect((await stateOf('north', reloaded))?.timezone).toBe('Asia/Shanghai');
  });

  it('stays online when a newer connection has come before the older one ends', async () => {
    board.step(NORTH, (presence) => connected(presence, clock.now()));
    board.step(NORTH, (presence) => connected(presence, clock.now()));
    board.step(NORTH, disconnected);
    expect(await stateOf('north')).toMatchObject({ state: 'online' });
  });

  it('believes a goodbye at once, and a greeting only from a gate that is connected', async () => {
    const status = { at: 0, version: '1' };
    board.step(NORTH, (presence) => said(presence, { ...status, state: 'online' }));
    expect(await stateOf('north')).toMatchObject({ state: 'offline' });
    board.step(NORTH, (presence) => connected(presence, clock.now()));
    board.step(NORTH, (presence) => said(presence, { ...status, state: 'offline' }));
    expect(await stateOf('north')).toMatchObject({ state: 'offline' });
  });

  it('tells pages of changed counts once, however many entries came', async () => {
    const { ledger } = await ledgerOn(database, clock);
    const arrivals = [1, 2, 3].map((seq) => ({
      gate: NORTH,
      receivedAt: clock.now(),
      entry: entryOf({ seq, at: clock.now() }),
    }));
    for (const outcome of await ledger.decide(arrivals)) {
      if (outcome.kind === 'recorded') board.count(outcome.record);
    }
    board.tellChanges();
    board.tellChanges();
    expect(changes).toHaveLength(1);
    expect(changes[0]?.today).toMatchObject({ out: 1, verdicts: { allow: 1, deny: 2 } });
    const reloaded = await load();
    expect((await stateOf('north', reloaded))?.today).toEqual(changes[0]?.today);
  });

  it('counts nothing of yesterday after a restart', async () => {
    const { ledger } = await ledgerOn(database, clock);
    const entry = entryOf({ at: clock.now() });
    await ledger.decide([{ gate: NORTH, receivedAt: clock.now(), entry }]);
    clock.set(clock.now() + 24 * 60 * MINUTE);
    expect((await stateOf('north', await load()))?.today.out).toBe(0);
  });

  it('remembers when a gate was heard once that was saved', async () => {
    board.heard(NORTH);
    const heardAt = clock.now();
    clock.set(heardAt + 10 * SECOND);
    await board.save();
    expect(await stateOf('north', await load())).toMatchObject({ state: 'offline', lastHeardAt: heardAt });
  });

  it('adds a gate whose password is shown once and works at once', async () => {
    const { gate, password } = await board.add({ id: gateId('west'), compound: GARDEN, name: '西门' });
    expect(gate).toMatchObject({ id: 'west', name: '西门', state: 'never-seen' });
    const bytes = new TextEncoder().encode(password);
    expect(board.authenticate(gateId('west'), bytes)).toBe(true);
    expect(board.authenticate(NORTH, bytes)).toBe(false);
    expect(board.authenticate(gateId('nobody'), bytes)).toBe(false);
    expect((await load()).authenticate(gateId('west'), bytes)).toBe(true);
    const stored = JSON.stringify(await database.all('select * from gates'));
    expect(stored).not.toContain(password);
  });

  it('refuses a gate that exists, and one of a compound that does not', async () => {
    const again = { id: NORTH, compound: GARDEN, name: 'x' };
    await expectGateError(() => board.add(again), 'already-exists');
    const lost = { id: gateId('west'), compound: compoundId('nowhere'), name: 'x' };
    await expectGateError(() => board.add(lost), 'not-found');
    expect(await board.list()).toHaveLength(2);
  });

  it('ignores steps of a gate it does not know', async () => {
    board.heard(gateId('ghost'));
    board.quarantined(gateId('ghost'), 1);
    board.tellChanges();
    await board.save();
    expect(changes).toEqual([]);
  });
});
