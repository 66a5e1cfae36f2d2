import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OrderedAcks } from '#core/links/ordered-acks.js';
import { ManualClock } from '../../support/manual-clock.js';

const MINUTE = 60_000;

function rig(): { clock: ManualClock; sent: number[]; acks: OrderedAcks } {
  const clock = new ManualClock();
  const sent: number[] = [];
  return { clock, sent, acks: new OrderedAcks(clock, (ids) => sent.push(...ids)) };
}

describe('acknowledgements', () => {
  it('go out in the order of the messages, whatever the order of settling, each once and none early', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...Array(12).keys()], { minLength: 1 }), (order) => {
        const { sent, acks } = rig();
        const settles = [...Array(12).keys()].map((id) => acks.take(id));
        const settled = new Set<number>();
        for (const id of order) {
          settles[id]?.();
          settles[id]?.();
          settled.add(id);
          let expected = 0;
          while (settled.has(expected)) expected += 1;
          expect(sent).toEqual([...Array(expected).keys()]);
          expect(acks.size).toBe(12 - expected);
        }
      }),
    );
  });

  it('wait a minute for one that nobody settles, then pass it over', async () => {
    const { clock, sent, acks } = rig();
    const settleFirst = acks.take(1);
    const settleSecond = acks.take(2);
    await clock.advance(MINUTE - 1);
    settleSecond();
    expect(sent).toEqual([]);
    const settleThird = acks.take(3);
    await clock.advance(1);
    settleThird();
    expect(sent).toEqual([2, 3]);
    expect(acks.size).toBe(1);
    settleFirst();
    expect(sent).toEqual([2, 3, 1]);
  });
});
