import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare, summaryOf, type Occurrence } from '#cli/demo/tally.js';

function seen(gate: string, value: string): Occurrence {
  return { gate, lane: 'a', credential: { kind: 'qr', value } };
}

describe('the tally of a demo', () => {
  it('finds nothing when every presentation has its entry', () => {
    const both = [seen('north', 'A'), seen('north', 'A'), seen('east', 'B')];
    expect(compare(both, [...both].reverse())).toEqual({ lost: 0, doubled: 0 });
  });

  it('counts a presentation without an entry as lost and an entry too many as doubled', () => {
    expect(
      compare([seen('north', 'A'), seen('north', 'B')], [seen('north', 'B'), seen('north', 'B')]),
    ).toEqual({
      lost: 1,
      doubled: 1,
    });
  });

  it('never lets a doubled entry at one gate hide a lost one at another', () => {
    expect(compare([seen('north', 'A')], [seen('east', 'A')])).toEqual({ lost: 1, doubled: 1 });
  });

  it('counts exactly what was removed and added', () => {
    const occurrence = fc.record({ gate: fc.constantFrom('n', 'e'), value: fc.constantFrom('A', 'B', 'C') });
    fc.assert(
      fc.property(fc.array(occurrence), fc.nat(), (all, drop) => {
        const presented = all.map(({ gate, value }) => seen(gate, value));
        const removed = presented.length === 0 ? 0 : 1;
        const kept = presented.filter((_, index) => index !== drop % Math.max(1, presented.length));
        expect(compare(presented, kept)).toEqual({ lost: removed, doubled: 0 });
        expect(compare(kept, presented)).toEqual({ lost: 0, doubled: removed });
      }),
    );
  });

  it('counts verdicts by kind', () => {
    const summary = summaryOf(['allow', 'deny', 'allow', 'fault'], { lost: 0, doubled: 0 });
    expect(summary).toEqual({
      entries: 4,
      allow: 2,
      deny: 1,
      retake: 0,
      fever: 0,
      fault: 1,
      lost: 0,
      doubled: 0,
    });
  });
});
