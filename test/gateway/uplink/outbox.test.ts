import { describe, expect, it } from 'vitest';
import { journalId } from '#core/units/ids.js';
import { Outbox, type Flight } from '#gateway/uplink/outbox.js';
import { draftWith } from '../../support/entries.js';

const JOURNAL = journalId('00000000-0000-4000-8000-000000000001');

function flightOf(seq: number, parts: Partial<Flight> = {}): Flight {
  return {
    entry: { journal: JOURNAL, seq, ...draftWith() },
    isLive: false,
    attempts: 1,
    firstSentAt: 0,
    sentAt: 0,
    cancelResend: () => undefined,
    ...parts,
  };
}

describe('the outbox', () => {
  it('gives the lowest numbers first, whatever the order they came in', () => {
    const outbox = new Outbox([2, 5, 9]);
    outbox.add([10, 3]);
    outbox.add([1]);
    expect(outbox.take(4)).toEqual([1, 2, 3, 5]);
    expect(outbox.take(9)).toEqual([9, 10]);
    expect(outbox.take(1)).toEqual([]);
  });

  it('puts back what could not be read, and not what was settled meanwhile', () => {
    const outbox = new Outbox([1, 2, 3]);
    outbox.take(3);
    outbox.settle(2, 100);
    expect([1, 2, 3].map((seq) => outbox.isWanted(seq))).toEqual([true, false, true]);
    outbox.putBack([1, 2, 3]);
    expect(outbox.take(3)).toEqual([1, 3]);
  });

  it('makes everything in flight ready again when the link is gone, and stops its timers', () => {
    const outbox = new Outbox([7]);
    const cancelled: number[] = [];
    for (const seq of [1, 2]) outbox.fly(flightOf(seq, { cancelResend: () => cancelled.push(seq) }));
    outbox.ground();
    expect(cancelled).toEqual([1, 2]);
    expect(outbox.flying(false)).toBe(0);
    expect(outbox.take(9)).toEqual([1, 2, 7]);
  });

  it('counts live and other flights apart', () => {
    const outbox = new Outbox([]);
    outbox.fly(flightOf(1, { isLive: true }));
    outbox.fly(flightOf(2));
    outbox.fly(flightOf(3));
    expect([outbox.flying(true), outbox.flying(false)]).toEqual([1, 2]);
    outbox.settle(3, 1);
    expect(outbox.flying(false)).toBe(1);
  });

  it('does not wait for one that was sent three times while others were answered', () => {
    const outbox = new Outbox([]);
    outbox.fly(flightOf(1, { attempts: 3, firstSentAt: 10 }));
    expect(outbox.flying(false)).toBe(1);
    outbox.fly(flightOf(2, { firstSentAt: 20 }));
    outbox.settle(2, 30);
    expect(outbox.flying(false)).toBe(0);
    expect(outbox.flight(1)).toBeDefined();
  });

  it('takes a backlog of 100,000 in and hands it out in a moment', () => {
    const outbox = new Outbox(Array.from({ length: 100_000 }, (_, index) => index + 1));
    const before = performance.now();
    let expected = 1;
    while (outbox.readyCount > 0) {
      for (const seq of outbox.take(16)) {
        expect(seq).toBe(expected);
        expected += 1;
        outbox.settle(seq, 0);
      }
    }
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});
