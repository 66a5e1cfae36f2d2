import { describe, expect, it } from 'vitest';
import { MINUTE, SECOND } from '#core/units/instant.js';
import type { EventSource, Look } from '#broker/nodes/event-source.js';
import { NodeFeed } from '#broker/nodes/node-feed.js';
import { ManualClock } from '../../support/manual-clock.js';
import { RecordingLogger } from '../../support/recording-logger.js';
import { Ears } from './node-feed-contract.js';

const BOOK = { node: 'west', kind: 'book', body: '{"compound":"garden","version":2}' };

function sourceThat(look: () => Promise<Look>): EventSource {
  const done = (): Promise<void> => Promise.resolve();
  return {
    isWorthALook: true,
    begin: done,
    add: done,
    call: done,
    prune: done,
    onCall: () => () => undefined,
    look,
  };
}

describe('a node that cannot look for a while', () => {
  it.each([
    ['hears what it missed when that was short', 4 * MINUTE, { events: 1, lost: 0 }],
    ['loads everything afresh when old events may be gone', 6 * MINUTE, { events: 0, lost: 1 }],
  ])('%s', async (_, away, expected) => {
    const clock = new ManualClock();
    const logger = new RecordingLogger();
    let isAway = false;
    let found: Look = [];
    const source = sourceThat(() =>
      isAway ? Promise.reject(new RangeError('the server is away')) : Promise.resolve(found),
    );
    const feed = await NodeFeed.open({ node: 'east', source, clock, logger, lookEvery: SECOND });
    const ears = new Ears();
    feed.listen(ears);
    await clock.advance(2 * SECOND);
    isAway = true;
    await clock.advance(away);
    isAway = false;
    found = [BOOK];
    await clock.advance(SECOND);
    found = [];
    await clock.advance(5 * SECOND);
    expect({ events: ears.events.length, lost: ears.lostTimes }).toEqual(expected);
    expect(logger.said('warn')).toEqual(['the other nodes cannot be heard now']);
    expect(logger.said('info')).toEqual(['the other nodes can be heard again']);
    await feed.close();
  });
});
