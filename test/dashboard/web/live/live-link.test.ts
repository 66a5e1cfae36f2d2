import { beforeEach, describe, expect, it } from 'vitest';
import { SILENCE_LIMIT, type LinkAge } from '#dashboard/web/live/link-age.js';
import { LiveLink } from '#dashboard/web/live/live-link.js';
import { SECOND } from '#core/units/instant.js';
import { ManualClock } from '../../../support/manual-clock.js';
import { entryRecord } from '../../../support/made-up-compound.js';
import { FakeStreams } from './fake-streams.js';

describe('the live link', () => {
  let clock: ManualClock;
  let streams: FakeStreams;
  let link: LiveLink;
  let heard: string[];
  let age: LinkAge | null;

  beforeEach(() => {
    clock = new ManualClock();
    streams = new FakeStreams();
    heard = [];
    age = null;
    link = new LiveLink({
      clock,
      open: streams.open,
      handlers: {
        news: (news) => heard.push(news.kind),
        ageChanged: (changed) => (age = changed),
        serviceTime: () => heard.push('time'),
        reload: () => heard.push('reload'),
        refused: () => heard.push('refused'),
        unreadable: () => heard.push('unreadable'),
      },
    });
    link.start();
  });

  it('asks for the lists when a stream begins anew, and not when it resumes', () => {
    streams.newest.opened(false);
    streams.newest.opened(true);
    expect(heard).toEqual(['reload']);
  });

  it('asks for the lists when the service can not resume', () => {
    streams.tell('resync', { reason: 'too-far-behind' });
    expect(heard).toEqual(['reload']);
  });

  it('stays with one stream while anything arrives', async () => {
    for (let beat = 0; beat < 10; beat += 1) {
      await clock.advance(5 * SECOND);
      streams.beat(clock.now());
    }
    expect(streams.all).toHaveLength(1);
    expect(age).toEqual({ listeningSince: 0, lastHeardAt: 50 * SECOND });
  });

  it('gives up a stream that is open and silent, and opens another', async () => {
    streams.newest.opened(false);
    streams.beat(clock.now());
    await clock.advance(SILENCE_LIMIT);
    expect(streams.all.map((stream) => stream.closed)).toEqual([true, false]);
  });

  it('goes on after the last event it heard', async () => {
    expect(streams.all[0]?.after).toBeNull();
    streams.newest.opened(false);
    streams.beat(clock.now());
    await clock.advance(SILENCE_LIMIT);
    expect(streams.all[1]?.after).toBe('run1-1');
    streams.newest.opened(true);
    streams.beat(clock.now());
    expect(heard).toEqual(['reload', 'time', 'time']);
    link.start();
    expect(streams.all.at(-1)?.after).toBeNull();
  });

  it('keeps trying as long as nothing arrives', async () => {
    await clock.advance(10 * SILENCE_LIMIT);
    expect(streams.all).toHaveLength(11);
    expect(streams.openCount).toBe(1);
  });

  it('waits longer and longer after a refusal, and starts afresh once it hears something', async () => {
    const waits: number[] = [];
    for (let turn = 0; turn < 6; turn += 1) {
      const refusedAt = clock.monotonic();
      const count = streams.all.length;
      streams.newest.ended();
      while (streams.all.length === count) await clock.advance(100);
      waits.push(clock.monotonic() - refusedAt);
    }
    expect(waits.map((wait) => wait / SECOND)).toEqual([1, 2, 4, 8, 10, 10]);
    streams.beat(clock.now());
    streams.newest.ended();
    const count = streams.all.length;
    await clock.advance(SECOND);
    expect(streams.all).toHaveLength(count + 1);
  });

  it('reports a refusal, so that the session can be looked at', () => {
    streams.newest.ended();
    expect(heard).toEqual(['refused']);
  });

  it('passes news on, counts what it can not read and goes on', () => {
    streams.tellText('entry', 'not JSON');
    streams.tell('entry', { entry: entryRecord(1, clock.now()), replayed: false });
    expect(heard).toEqual(['unreadable', 'entry']);
  });

  it('does not listen to a stream it has given up', async () => {
    const abandoned = streams.newest;
    await clock.advance(SILENCE_LIMIT);
    abandoned.received('heartbeat', { data: JSON.stringify({ at: 1, sequence: 1 }), id: 'run1-9' });
    abandoned.opened(false);
    abandoned.ended();
    expect(heard).toEqual([]);
    expect(streams.openCount).toBe(1);
  });

  it('leaves nothing behind when it stops', async () => {
    link.stop();
    expect(streams.openCount).toBe(0);
    expect(clock.pendingTimers).toBe(0);
    await clock.advance(5 * SILENCE_LIMIT);
    expect(streams.all).toHaveLength(1);
  });
});
