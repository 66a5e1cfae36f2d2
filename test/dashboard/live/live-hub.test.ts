import { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { LiveEvent } from '#core/api/live.js';
import { LiveRing } from '#broker/live/live-ring.js';
import { KEPT_FOR } from '#dashboard/live/kept-events.js';
import { LiveHub, MAX_VIEWERS } from '#dashboard/live/live-hub.js';
import { VIEWER_BUFFER, type Viewer } from '#dashboard/live/viewer.js';
import { entryRecord } from '../../support/central-fixtures.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { FakeLiveFeed } from '../../support/fake-live-feed.js';
import { ManualClock } from '../../support/manual-clock.js';
import { RecordingLogger } from '../../support/recording-logger.js';
import { recordingLogger, type LogLine } from '../support/recording-logger.js';
import { sseEvents, type SseEvent } from '../support/sse-text.js';

const welcome = (): Promise<boolean> => Promise.resolve(true);

function startHub(feed = new FakeLiveFeed()) {
  const clock = new ManualClock();
  const lines: LogLine[] = [];
  const hub = new LiveHub({ feed, clock, logger: recordingLogger(lines) });
  onTestFinished(() => hub.close());
  return { feed, clock, hub, lines };
}

/** A page's connection: takes everything at once, or nothing until it is thawed. */
class Page extends Writable {
  text = '';
  #isFrozen = false;
  #thaw: (() => void) | null = null;

  constructor() {
    super({ highWaterMark: 1024, decodeStrings: true });
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('utf8');
    if (this.#isFrozen) this.#thaw = done;
    else done();
  }

  freeze(): void {
    this.#isFrozen = true;
  }

  thaw(): void {
    this.#isFrozen = false;
    this.#thaw?.();
  }

  get events(): SseEvent[] {
    return sseEvents(this.text);
  }

  named(name: string): unknown[] {
    return this.events.filter((event) => event.name === name).map((event) => event.data);
  }
}

/** Opens a stream and waits until the page reads it. */
async function watch(hub: LiveHub, lastSeen?: string): Promise<{ viewer: Viewer; page: Page }> {
  const viewer = hub.open({ lastSeen, isWelcome: welcome });
  const page = new Page();
  viewer.pipe(page);
  await setImmediate();
  return { viewer, page };
}

function tell(feed: FakeLiveFeed, count: number): LiveEvent[] {
  return Array.from({ length: count }, (_unused, at) =>
    feed.publish({ kind: 'entry', entry: entryRecord({ id: at + 1, seq: at + 1 }), replayed: false }),
  );
}

const idsOf = (events: unknown[]): number[] => (events as LiveEvent[]).map((event) => event.id);
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_unused, at) => from + at);

describe('a page on the live stream', () => {
  it('hears a heartbeat at once and every 5 s, so that it can tell silence from quiet', async () => {
    const { hub, clock } = startHub();
    const { page } = await watch(hub);
    const start = clock.now();
    await clock.advance(10_000);
    expect(page.events).toEqual([
      { id: 'b52c0a55-epoch-0', name: 'heartbeat', data: { at: start, sequence: 0 } },
      { id: 'b52c0a55-epoch-0', name: 'heartbeat', data: { at: start + 5000, sequence: 1 } },
      { id: 'b52c0a55-epoch-0', name: 'heartbeat', data: { at: start + 10_000, sequence: 2 } },
    ]);
  });

  it('is told how soon to come back', async () => {
    const { hub, clock } = startHub();
    const { page } = await watch(hub);
    await clock.advance(0);
    expect(page.text).toMatch(/^retry: 2000\n\n/);
  });

  it('hears each event once, in order, in batches of a tenth of a second', async () => {
    const { hub, feed, clock } = startHub();
    const { page } = await watch(hub);
    const events = tell(feed, 3);
    await clock.advance(99);
    expect(page.named('entry')).toEqual([]);
    await clock.advance(1);
    expect(page.named('entry')).toEqual(events);
    expect(page.events.at(-1)?.id).toBe('b52c0a55-epoch-3');
    tell(feed, 1);
    await clock.advance(100);
    expect(idsOf(page.named('entry'))).toEqual([1, 2, 3, 4]);
  });

  it('does not wait for the tenth of a second when much happens', async () => {
    const { hub, feed, clock } = startHub();
    const { page } = await watch(hub);
    await clock.advance(0);
    tell(feed, 256);
    await clock.advance(0);
    expect(idsOf(page.named('entry'))).toEqual(range(1, 256));
  });

  it('starts from now when it has seen nothing yet', async () => {
    const { hub, feed, clock } = startHub();
    tell(feed, 5);
    const { page } = await watch(hub);
    await clock.advance(100);
    expect(page.events.map((event) => [event.name, event.id])).toEqual([['heartbeat', 'b52c0a55-epoch-5']]);
  });

  it('goes on after the last event it has seen', async () => {
    const { hub, feed, clock } = startHub();
    tell(feed, 5);
    const { page } = await watch(hub, 'b52c0a55-epoch-3');
    await clock.advance(0);
    expect(idsOf(page.named('entry'))).toEqual([4, 5]);
    expect(page.named('resync')).toEqual([]);
  });

  it('is told to load afresh when it comes from another run of the service', async () => {
    const { hub, feed, clock } = startHub();
    tell(feed, 5);
    const { page } = await watch(hub, 'older-epoch-3');
    await clock.advance(0);
    expect(page.named('resync')).toEqual([{ reason: 'unknown-position' }]);
    expect(page.named('entry')).toEqual([]);
    tell(feed, 1);
    await clock.advance(100);
    expect(idsOf(page.named('entry'))).toEqual([6]);
  });

  it('is told to load afresh when it was away for longer than the feed remembers', async () => {
    const { hub, feed, clock } = startHub(new FakeLiveFeed({ capacity: 10 }));
    tell(feed, 20);
    const { page } = await watch(hub, 'b52c0a55-epoch-9');
    await clock.advance(0);
    expect(page.named('resync')).toEqual([{ reason: 'too-far-behind' }]);
    expect(page.named('entry')).toEqual([]);
    expect(page.events.at(-1)?.id).toBe('b52c0a55-epoch-20');
  });

  it('can not forge events through the texts that it is sent', async () => {
    const { hub, feed, clock } = startHub();
    const { page } = await watch(hub);
    const text = '\n\nevent: alarm\ndata: {}\n\n\r\u2028';
    feed.publish({ kind: 'entry', entry: entryRecord({ reason: text }), replayed: false });
    await clock.advance(100);
    expect(page.events.map((event) => event.name)).toEqual(['heartbeat', 'entry']);
    expect(page.named('entry')).toMatchObject([{ entry: { reason: text } }]);
  });
});

describe('the feed', () => {
  it('keeps events while pages watch, and for five minutes after the last one has gone', async () => {
    const { hub, feed, clock } = startHub();
    expect(feed.keepers).toBe(0);
    const [one, other] = [await watch(hub), await watch(hub)];
    expect(feed.keepers).toBe(1);
    one.viewer.destroy();
    await clock.advance(10 * KEPT_FOR);
    expect(feed.keepers).toBe(1);
    other.viewer.destroy();
    await clock.advance(0);
    await clock.advance(KEPT_FOR - 1);
    expect(feed.keepers).toBe(1);
    await clock.advance(1);
    expect(feed.keepers).toBe(0);
  });

  it('of the service has what a page missed that is back in time, and nothing of what nobody watched', async () => {
    const feed = new LiveRing({ capacity: 100, epoch: 'e', logger: new RecordingLogger() });
    const clock = new ManualClock();
    const hub = new LiveHub({ feed, clock, logger: recordingLogger([]) });
    onTestFinished(() => hub.close());
    const goneAfter = async (lastSeen: string | undefined, away: number): Promise<Page> => {
      const { viewer, page } = await watch(hub, lastSeen);
      await clock.advance(0);
      viewer.destroy();
      await clock.advance(0);
      feed.publish({ kind: 'entry', entry: entryRecord(), replayed: false });
      await clock.advance(away);
      return page;
    };
    await goneAfter(undefined, KEPT_FOR - 1);
    const back = await goneAfter('e-0', KEPT_FOR);
    expect(idsOf(back.named('entry'))).toEqual([1]);
    const late = await goneAfter('e-1', 0);
    expect(late.named('entry')).toEqual([]);
    expect(late.named('resync')).toEqual([{ reason: 'too-far-behind' }]);
  });

  it('goes on keeping them for a page that is back in time', async () => {
    const { hub, feed, clock } = startHub();
    const { viewer } = await watch(hub);
    viewer.destroy();
    await clock.advance(0);
    await clock.advance(KEPT_FOR - 1);
    await watch(hub);
    await clock.advance(KEPT_FOR);
    expect(feed.keepers).toBe(1);
  });
});

describe('a slow page', () => {
  it('is caught up from the feed when it reads again, and misses nothing', async () => {
    const { hub, feed, clock } = startHub();
    const { page } = await watch(hub);
    await clock.advance(0);
    page.freeze();
    tell(feed, 900);
    await clock.advance(4900);
    page.thaw();
    await clock.advance(0);
    expect(idsOf(page.named('entry'))).toEqual(range(1, 900));
    expect(hub.dropped).toBe(0);
  });

  it('holds a small buffer, however much happens', async () => {
    const { hub, feed, clock } = startHub();
    const { page, viewer } = await watch(hub);
    await clock.advance(0);
    page.freeze();
    for (let round = 0; round < 20; round += 1) {
      tell(feed, 1000);
      await clock.advance(100);
      expect(viewer.readableLength + page.writableLength).toBeLessThan(VIEWER_BUFFER + 4096);
    }
  });

  it('is told to load afresh when it fell behind what the feed remembers, and then goes on', async () => {
    const { hub, feed, clock } = startHub(new FakeLiveFeed({ capacity: 500 }));
    const { page } = await watch(hub);
    await clock.advance(0);
    page.freeze();
    tell(feed, 5000);
    await clock.advance(1000);
    page.thaw();
    await clock.advance(0);
    expect(page.named('resync')).toEqual([{ reason: 'too-far-behind' }]);
    tell(feed, 1);
    await clock.advance(100);
    expect(idsOf(page.named('entry')).at(-1)).toBe(5001);
  });

  it('is dropped within 10 s when it takes nothing, and others hear everything meanwhile', async () => {
    const { hub, feed, clock, lines } = startHub();
    const frozen = await watch(hub);
    const healthy = await watch(hub);
    await clock.advance(0);
    frozen.page.freeze();
    tell(feed, 1000);
    await clock.advance(10_000);
    expect(frozen.viewer.destroyed).toBe(true);
    expect(hub).toMatchObject({ viewers: 1, dropped: 1 });
    expect(idsOf(healthy.page.named('entry'))).toEqual(range(1, 1000));
    expect(lines.map((line) => line.level)).toEqual(['warn']);
  });

  it('hears no heartbeat while it takes nothing: it must not look alive', async () => {
    const { hub, feed, clock } = startHub();
    const { page } = await watch(hub);
    await clock.advance(4800);
    page.freeze();
    tell(feed, 1000);
    await clock.advance(300);
    page.thaw();
    await clock.advance(0);
    expect(page.named('heartbeat')).toHaveLength(1);
  });
});

describe('the live stream', () => {
  it('is watched by a bounded number of pages', async () => {
    const { hub, clock } = startHub();
    const pages = await Promise.all(Array.from({ length: MAX_VIEWERS }, () => watch(hub)));
    await expectGateError(() => watch(hub), 'too-many-viewers');
    pages[0]?.viewer.destroy();
    await clock.advance(0);
    expect(hub.viewers).toBe(MAX_VIEWERS - 1);
    await watch(hub);
  });

  it('ends, once a minute, for sessions that no longer hold', async () => {
    const { hub, clock } = startHub();
    let isWelcome = true;
    const viewer = hub.open({ lastSeen: undefined, isWelcome: () => Promise.resolve(isWelcome) });
    viewer.pipe(new Page());
    const other = await watch(hub);
    isWelcome = false;
    await clock.advance(55_000);
    expect(viewer.destroyed).toBe(false);
    await clock.advance(5000);
    expect(viewer.destroyed).toBe(true);
    expect(other.viewer.destroyed).toBe(false);
    expect(hub).toMatchObject({ viewers: 1, dropped: 0 });
  });

  it('goes on when sessions can not be looked up, and says so', async () => {
    const { hub, clock, lines } = startHub();
    const viewer = hub.open({
      lastSeen: undefined,
      isWelcome: () => Promise.reject(new Error('no database')),
    });
    viewer.pipe(new Page());
    await clock.advance(60_000);
    expect(viewer.destroyed).toBe(false);
    expect(lines.map((line) => line.level)).toEqual(['error']);
  });

  it('ends for all when it is closed, takes nobody new, and leaves no timer and no listener behind', async () => {
    const { hub, clock, feed } = startHub();
    const { viewer } = await watch(hub);
    await clock.advance(0);
    tell(feed, 1);
    hub.close();
    await clock.advance(0);
    expect(viewer.destroyed).toBe(true);
    expect(clock.pendingTimers).toBe(0);
    expect(feed).toMatchObject({ listeners: 0, keepers: 0 });
    await expectGateError(() => watch(hub), 'not-ready');
  });
});
