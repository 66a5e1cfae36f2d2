import { beforeEach, describe, expect, it } from 'vitest';
import { LiveStore } from '#dashboard/web/live/live-store.js';
import { MINUTE, SECOND } from '#core/units/instant.js';
import { ManualClock } from '../../../support/manual-clock.js';
import { alarm, entryRecord, gateState } from '../../../support/made-up-compound.js';
import { FakeApi } from '../shared/fake-api.js';
import { FakeStreams } from './fake-streams.js';

describe('the live data of a page', () => {
  let clock: ManualClock;
  let api: FakeApi;
  let streams: FakeStreams;
  let doubts: number;
  let store: LiveStore;

  beforeEach(() => {
    clock = new ManualClock();
    api = new FakeApi();
    streams = new FakeStreams();
    doubts = 0;
    api.ok('GET /gates', { items: [gateState('east', clock.now())], next: null });
    api.ok('GET /entries', { items: [entryRecord(1, clock.now())], next: null });
    api.ok('GET /alarms', { items: [alarm(1, clock.now())], next: null });
    store = new LiveStore({ clock, api, open: streams.open, doubtSession: () => (doubts += 1) });
    store.start();
  });

  async function connected(): Promise<void> {
    streams.newest.opened(false);
    streams.beat(clock.now());
    await clock.advance(200);
  }

  const rows = (): number[] => store.view.value.rows.map((row) => row.entry.id);

  it('loads its lists once the stream is open, so that nothing falls in between', async () => {
    expect(api.requests).toEqual([]);
    await connected();
    expect(rows()).toEqual([1]);
    expect(store.view.value.gates).toHaveLength(1);
    expect(store.view.value.alarms).toHaveLength(1);
    expect(store.link.value).toMatchObject({ state: 'live', loadFault: null });
  });

  it('keeps news that arrive while the lists are on their way', async () => {
    api.holdsBack = true;
    streams.newest.opened(false);
    streams.tell('entry', { entry: entryRecord(2, clock.now()), replayed: false });
    api.letGo();
    await clock.advance(200);
    expect(rows()).toEqual([2, 1]);
  });

  it('is silent within 12 s of the last heartbeat, whatever the socket says, and says since when', async () => {
    await connected();
    const lastHeardAt = clock.now() - 200;
    await clock.advance(10 * SECOND);
    expect(store.link.value.state).toBe('live');
    await clock.advance(1_800);
    expect(store.link.value).toMatchObject({ state: 'silent', lastHeardAt });
    expect(rows()).toEqual([1]);
  });

  it('comes back with fresh lists when the service can not resume after silence', async () => {
    await connected();
    await clock.advance(30 * SECOND);
    api.ok('GET /entries', { items: [entryRecord(9, clock.now())], next: null });
    streams.newest.opened(true);
    streams.tell('resync', { reason: 'unknown-position' });
    await clock.advance(200);
    expect(store.link.value.state).toBe('live');
    expect(rows()).toEqual([9]);
  });

  it('loads once more, and only once, when several reasons to load fall together', async () => {
    api.holdsBack = true;
    streams.newest.opened(false);
    for (let turn = 0; turn < 5; turn += 1) streams.tell('resync', {});
    api.letGo();
    await clock.advance(200);
    expect(api.countOf('GET /entries')).toBe(2);
  });

  it('says when the lists can not be loaded, and tries again', async () => {
    api.fail('GET /entries', 500);
    await connected();
    expect(store.link.value.loadFault).toBe(500);
    api.ok('GET /entries', { items: [entryRecord(4, clock.now())], next: null });
    await clock.advance(3 * SECOND);
    expect(store.link.value.loadFault).toBeNull();
    expect(rows()).toEqual([4]);
  });

  it('doubts the session when the service does', async () => {
    api.fail('GET /alarms', 401);
    await connected();
    expect(doubts).toBe(1);
    streams.newest.ended();
    expect(doubts).toBe(2);
  });

  it('paints at most ten frames a second and always the last state', async () => {
    await connected();
    let paints = 0;
    const stopCounting = store.view.subscribe(() => (paints += 1));
    for (let id = 2; id <= 501; id += 1) {
      streams.tell('entry', { entry: entryRecord(id, clock.now()), replayed: false });
      await clock.advance(2);
    }
    await clock.advance(100);
    stopCounting();
    expect(paints).toBeLessThanOrEqual(14);
    expect(rows()[0]).toBe(501);
  });

  it('tells time by the service, not by the computer of the office', async () => {
    const serviceTime = clock.now() + 3 * MINUTE;
    streams.beat(serviceTime);
    await clock.advance(2 * SECOND);
    expect(store.now.value).toBe(serviceTime + 2 * SECOND);
    expect(store.link.value.lastHeardAt).toBe(serviceTime);
  });

  it('counts messages it can not read', async () => {
    await connected();
    streams.tellText('entry', '{"entry":{}}');
    streams.tellText('gate', 'x');
    await clock.advance(200);
    expect(store.link.value.unreadable).toBe(2);
  });

  it('asks for the gates once a minute, so that figures of a new day and new gates appear', async () => {
    await connected();
    const before = api.countOf('GET /gates');
    api.ok('GET /gates', {
      items: [gateState('east', clock.now()), gateState('west', clock.now())],
      next: null,
    });
    for (let beat = 0; beat < 13; beat += 1) {
      await clock.advance(5 * SECOND);
      streams.beat(clock.now());
    }
    expect(api.countOf('GET /gates')).toBe(before + 1);
    expect(store.view.value.gates).toHaveLength(2);
  });

  it('follows a list to its end', async () => {
    api.ok('GET /gates', { items: [gateState('a', clock.now())], next: 'a' });
    api.ok('GET /gates?after=a', { items: [gateState('b', clock.now())], next: null });
    await connected();
    expect(store.view.value.gates.map((gate) => gate.id)).toEqual(['a', 'b']);
  });

  it('forgets everything and stops asking when it is stopped', async () => {
    await connected();
    store.stop();
    expect(store.view.value.rows).toEqual([]);
    const asked = api.requests.length;
    await clock.advance(5 * MINUTE);
    expect(api.requests).toHaveLength(asked);
    expect(streams.openCount).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });

  it('does not let a late answer bring data back after it was stopped', async () => {
    api.holdsBack = true;
    streams.newest.opened(false);
    store.stop();
    api.letGo();
    await clock.advance(SECOND);
    expect(store.view.value.loaded).toBe(false);
  });

  it('holds, shows and releases the feed at once', async () => {
    await connected();
    store.act({ kind: 'hold' });
    streams.tell('entry', { entry: entryRecord(2, clock.now()), replayed: false });
    await clock.advance(200);
    expect(store.view.value.missed).toBe(1);
    store.act({ kind: 'release' });
    expect(store.view.value.held).toBeNull();
  });
});
