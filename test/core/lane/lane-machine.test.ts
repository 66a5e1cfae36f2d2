import { describe, expect, it } from 'vitest';
import { nextWake } from '#core/lane/lane-machine.js';
import { DEFAULT_LANE_TIMES, type LaneInput, type ShownVerdict } from '#core/lane/lane-state.js';
import { plainVerdict } from '#core/lane/showing.js';
import { DrivenLane, reading, scan } from '../../support/lane-inputs.js';

const OK: ShownVerdict = plainVerdict('ok');
const verdict = (presentation: number, shown: ShownVerdict, at: number): LaneInput => ({
  kind: 'verdict',
  presentation,
  verdict: shown,
  at,
});
const lane = (): DrivenLane => new DrivenLane();

describe('a person at the lane', () => {
  it('is presented when the reading follows the scan, and when the scan follows the reading', () => {
    expect(lane().feed(scan('ann', 0), reading('ann', 900)).pairs).toEqual(['ann+ann']);
    expect(lane().feed(reading('ann', 0), scan('ann', 14_999)).pairs).toEqual(['ann+ann']);
  });

  it('is presented without a reading when none comes within the window', () => {
    const waiting = lane().feed(scan('ann', 100));
    expect(nextWake(waiting.state, DEFAULT_LANE_TIMES)).toBe(15_100);
    expect(waiting.rest().pairs).toEqual(['ann+none']);
    expect(waiting.presented[0]?.at).toBe(15_100);
  });

  it('is no entry with a reading alone', () => {
    const gone = lane().feed(reading('ann', 0)).rest();
    expect(gone.pairs).toEqual([]);
    expect(gone.discarded).toEqual(['reading unpaired']);
  });

  it('is not paired with a reading that is older than the window, even when no tick came in between', () => {
    expect(lane().feed(reading('ann', 0), scan('bob', 15_000)).rest().pairs).toEqual(['bob+none']);
  });

  it('is presented in the direction the lane has at that moment', () => {
    const turned = lane().feed(scan('ann', 0), { kind: 'turn', direction: 'in', at: 1 }, reading('ann', 2));
    expect(turned.presented[0]?.direction).toBe('in');
  });

  it('is numbered 1, 2, 3', () => {
    const two = lane().feed(scan('ann', 0), reading('ann', 1), scan('bob', 2), reading('bob', 3));
    expect(two.presented.map(({ number }) => number)).toEqual([1, 2]);
  });
});

describe('a code', () => {
  it('is one scan however often the scanner sends it and however long it is held', () => {
    const held = lane().feed(...Array.from({ length: 50 }, (_, index) => scan('ann', index * 20)));
    expect(held.feed(reading('ann', 1_000)).pairs).toEqual(['ann+ann']);
    held.feed(...Array.from({ length: 100 }, (_, index) => scan('ann', 1_100 + index * 1_000))).rest();
    expect(held.pairs).toEqual(['ann+ann']);
  });

  it('is a new scan once it was away for the debounce', () => {
    const back = lane().feed(scan('ann', 0), reading('ann', 1), scan('ann', 3_000), reading('ann', 3_500));
    expect(back.pairs).toEqual(['ann+ann', 'ann+ann']);
  });

  it('that waits for its reading is not taken for another person when it is shown again', () => {
    expect(lane().feed(scan('ann', 0), scan('ann', 9_000), reading('ann', 9_500)).pairs).toEqual(['ann+ann']);
  });

  it('held beside another one leads to one entry each, not to an endless row', () => {
    const both = lane();
    for (let at = 0; at < 60_000; at += 200) both.feed(scan('ann', at), scan('bob', at + 100));
    expect(both.rest().pairs).toEqual(['ann+none?', 'bob+none?']);
  });
});

describe('two people at once', () => {
  it('are both asked for a retake when two codes come in a row', () => {
    expect(lane().feed(scan('ann', 0), scan('bob', 1_000), reading('ann', 2_000)).pairs).toEqual([
      'ann+none?',
      'bob+none?',
    ]);
  });

  it('get none of two readings in a row', () => {
    const two = lane().feed(reading('ann', 0), reading('bob', 1_000), scan('ann', 2_000), scan('bob', 2_500));
    expect(two.pairs).toEqual(['ann+none?', 'bob+none?']);
    expect(two.discarded).toEqual(['reading unsettled', 'reading unsettled']);
  });

  it('are paired again once the lane has been quiet for 3 s', () => {
    const settled = lane().feed(
      scan('ann', 0),
      scan('bob', 1_000),
      scan('ann', 4_000),
      reading('ann', 5_000),
    );
    expect(settled.pairs).toEqual(['ann+none?', 'bob+none?', 'ann+ann']);
  });

  it('keep the lane unsettled as long as they go on', () => {
    const restless = lane().feed(scan('ann', 0), scan('bob', 1_000));
    for (let at = 3_000; at < 20_000; at += 2_000) restless.feed(reading('ann', at));
    expect(restless.feed(scan('cy', 20_500)).pairs.at(-1)).toBe('cy+none?');
  });
});

describe('an emergency', () => {
  const emergency: LaneInput = { kind: 'emergency', why: 'medicine', at: 1_000 };

  it('waits for nothing and takes what is there', () => {
    expect(lane().feed(emergency).presented).toMatchObject([
      { emergency: 'medicine', credential: { kind: 'none' } },
    ]);
    expect(lane().feed(scan('ann', 0), emergency).pairs).toEqual(['ann+none']);
    expect(lane().feed(reading('ann', 0), emergency).presented[0]?.reading?.device).toBe('ann');
  });

  it('does not make two people one', () => {
    const two = lane().feed(
      scan('ann', 0),
      scan('bob', 500),
      emergency,
      reading('ann', 1_500),
      scan('cy', 2_000),
    );
    expect(two.pairs).toEqual(['ann+none?', 'bob+none?', '+none', 'cy+none?']);
  });
});

describe('the verdict', () => {
  const presented = (): DrivenLane => lane().feed(scan('ann', 0), reading('ann', 100));

  it('is awaited, shown for its time and then gone', () => {
    const waiting = presented();
    expect(waiting.state.showing).toEqual({ kind: 'deciding', presentation: 1, since: 100 });
    waiting.feed(verdict(1, OK, 200));
    expect(waiting.state.showing).toMatchObject({
      kind: 'shown',
      verdict: { verdict: 'allow' },
      until: 3_200,
    });
    expect(nextWake(waiting.state, DEFAULT_LANE_TIMES)).toBe(3_200);
    expect(waiting.rest().state.showing).toEqual({ kind: 'ready' });
  });

  it('of a person who has gone is not shown over that of the next one', () => {
    const next = presented().feed(scan('bob', 200), reading('bob', 300), verdict(1, OK, 400));
    expect(next.state.showing).toEqual({ kind: 'deciding', presentation: 2, since: 300 });
  });

  it('fever or fault is held until it is acknowledged, whoever it is for, and the lane goes on', () => {
    const held = presented().feed(scan('bob', 200), reading('bob', 300));
    held.feed(verdict(1, plainVerdict('fever-confirmed'), 400), verdict(2, OK, 500)).rest();
    expect(held.state.held.map(({ reason }) => reason)).toEqual(['fever-confirmed']);
    expect(held.feed(scan('cy', 90_000), reading('cy', 90_100)).pairs.at(-1)).toBe('cy+cy');
    expect(held.feed({ kind: 'acknowledge', at: 91_000 }).state.held).toEqual([]);
  });

  it('is replaced at once when the next person is presented', () => {
    const next = presented().feed(verdict(1, OK, 200), scan('bob', 300), reading('bob', 400));
    expect(next.state.showing).toMatchObject({ kind: 'deciding', presentation: 2 });
  });
});

describe('a tick', () => {
  it('changes nothing when nothing is due', () => {
    const { state } = lane().feed(scan('ann', 0));
    const same = new DrivenLane();
    same.state = state;
    expect(same.feed({ kind: 'tick', at: 14_999 }).state).toEqual(state);
  });
});
