import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FaultBench } from '#sim/faults.js';
import type { Transmission } from '#sim/paced-writer.js';
import { seededEntropy } from '#sim/seeded-entropy.js';
import { ManualClock } from '../support/manual-clock.js';
import { HEALTHY } from './devices/device-rig.js';

const FRAME = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);

function bench(seed = 1): { clock: ManualClock; faults: FaultBench } {
  const clock = new ManualClock();
  return { clock, faults: new FaultBench({ clock, entropy: seededEntropy(seed) }) };
}

function bytesOf(transmissions: readonly Transmission[]): number[] {
  return transmissions.flatMap((one) => ('bytes' in one ? [...one.bytes] : []));
}

describe('faults on demand', () => {
  it('let everything pass unchanged until there is one', () => {
    const { faults } = bench();
    expect(faults.spoil(FRAME)).toEqual([{ kind: 'bytes', bytes: FRAME }]);
    expect(faults.seen(HEALTHY)).toEqual(HEALTHY);
    expect(faults.seen(null)).toBeNull();
  });

  it('split a frame at any place and lose nothing', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { faults } = bench(seed);
        faults.inject({ kind: 'split', rest: 40 });
        const [head, rest, tail] = faults.spoil(FRAME);
        expect(rest).toEqual({ kind: 'rest', span: 40 });
        expect(bytesOf([head, tail].filter((one) => one !== undefined))).toEqual([...FRAME]);
        expect(head?.kind === 'bytes' && head.bytes.length).toBeGreaterThan(0);
        expect(tail?.kind === 'bytes' && tail.bytes.length).toBeGreaterThan(0);
      }),
    );
  });

  it('glue two frames into one piece', () => {
    const { faults } = bench();
    faults.inject({ kind: 'glue' }, 1);
    expect(faults.spoil(FRAME)).toEqual([]);
    const glued = faults.spoil(FRAME);
    expect(glued).toHaveLength(1);
    expect(glued[0]?.kind).toBe('burst');
    expect(bytesOf(glued)).toEqual([...FRAME, ...FRAME]);
  });

  it('put noise before a frame, drop a byte or flip a bit, for so many frames', () => {
    const { faults } = bench();
    faults.inject({ kind: 'noise', bytes: 5 }, 1);
    const noisy = bytesOf(faults.spoil(FRAME));
    expect(noisy).toHaveLength(14);
    expect(noisy.slice(5)).toEqual([...FRAME]);
    faults.inject({ kind: 'drop' }, 2);
    expect(bytesOf(faults.spoil(FRAME))).toHaveLength(8);
    expect(bytesOf(faults.spoil(FRAME))).toHaveLength(8);
    faults.inject({ kind: 'flip' }, 1);
    const flipped = bytesOf(faults.spoil(FRAME));
    const wrongBits = flipped.map((byte, index) => byte ^ (FRAME[index] ?? 0)).filter((bits) => bits !== 0);
    expect(wrongBits).toHaveLength(1);
    expect(Math.log2(wrongBits[0] ?? 0) % 1).toBe(0);
    expect(bytesOf(faults.spoil(FRAME))).toEqual([...FRAME]);
  });

  it('hold a frame back', () => {
    const { faults } = bench();
    faults.inject({ kind: 'slow', delay: 700 });
    expect(faults.spoil(FRAME)[0]).toEqual({ kind: 'rest', span: 700 });
  });

  it('freeze the value', () => {
    const { faults } = bench();
    faults.seen(HEALTHY);
    faults.inject({ kind: 'stuck' });
    expect(faults.seen({ ...HEALTHY, bodyC: 39, skinC: 37 })).toEqual(HEALTHY);
    expect(faults.seen(null)).toEqual(HEALTHY);
  });

  it('let the value drift with time, and the sensor grow cold, until cleared', async () => {
    const { clock, faults } = bench();
    faults.inject({ kind: 'drift', perMinuteC: -0.5 });
    faults.inject({ kind: 'cold', ambientC: 4 });
    await clock.advance(120_000);
    expect(faults.seen(HEALTHY)?.skinC).toBeCloseTo(33.1, 5);
    expect(faults.seen(HEALTHY)?.bodyC).toBeCloseTo(35.5, 5);
    expect(faults.seen(HEALTHY)?.ambientC).toBe(4);
    expect(faults.ambientC(21)).toBe(4);
    faults.clear();
    expect(faults.seen(HEALTHY)).toEqual(HEALTHY);
  });
});
