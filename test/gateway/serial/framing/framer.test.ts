import { describe, expect, it } from 'vitest';
import { Framer } from '#gateway/serial/framing/framer.js';
import { chunked, fixedFormat, fixedFrame, joined, variableFormat, variableFrame } from './frame-formats.js';

const formats = [fixedFormat, variableFormat];
const first = fixedFrame([0x0e, 0x1c, 0x09, 0x92]);
const second = fixedFrame([0x0c, 0x78, 0x0d, 0x19]);

function framer(): Framer {
  return new Framer({ formats, timeout: 100 });
}

function framesOf(found: ReturnType<Framer['push']>): Uint8Array[] {
  return found.flatMap((one) => (one.kind === 'frame' ? [one.bytes] : []));
}

describe('Framer', () => {
  it('joins a frame that comes byte by byte', () => {
    const one = framer();
    const found = chunked(first, [1]).flatMap((chunk, index) => one.push(chunk, index));
    expect(found).toEqual([{ kind: 'frame', format: 'fixed', bytes: first }]);
  });

  it('parts two frames that come in one chunk', () => {
    expect(framesOf(framer().push(joined([first, second]), 0))).toEqual([first, second]);
  });

  it('finds a header that overlaps a false start', () => {
    const stream = joined([Uint8Array.of(0xaa, 0xaa), variableFrame([1, 2, 3])]);
    expect(framer().push(stream, 0)).toEqual([
      { kind: 'discarded', why: 'noise', bytes: 2, excerpt: 'AA AA' },
      { kind: 'frame', format: 'variable', bytes: variableFrame([1, 2, 3]) },
    ]);
  });

  it('gives the frame behind a damaged one and says what was wrong', () => {
    const bad = Uint8Array.from(first);
    bad[5] = 0x1d;
    expect(framer().push(joined([bad, second]), 0)).toEqual([
      { kind: 'discarded', why: 'bad-check', bytes: 9, excerpt: '5A 5A 45 04 0E 1D 09 92 C2' },
      { kind: 'frame', format: 'fixed', bytes: second },
    ]);
  });

  it('refuses a length that no frame has, at once', () => {
    const one = framer();
    expect(one.push(Uint8Array.of(0xaa, 0xaa, 0x96, 0xff, 0xff), 0)).toEqual([
      { kind: 'discarded', why: 'too-long', bytes: 5, excerpt: 'AA AA 96 FF FF' },
    ]);
    expect(one.waiting).toBe(0);
  });

  it('believes neither of two valid runs that share a byte', () => {
    // A data byte of the first frame is lost, and the head of the second one happens to complete its sum.
    const lost = joined([fixedFrame([0x0a, 0x01, 0x01, 0xa9]).filter((_, index) => index !== 4), second]);
    expect(framer().push(lost.subarray(0, 9), 0)).toEqual([]);
    expect(framer().push(lost, 0)).toEqual([
      {
        kind: 'discarded',
        why: 'bad-check',
        bytes: 17,
        excerpt: '5A 5A 45 04 01 01 A9 B2 5A 5A 45 04 0C 78 0D 19 ...',
      },
    ]);
  });

  it('gives up an incomplete frame at its deadline, and gives the frames behind its start', () => {
    const one = framer();
    const stream = joined([Uint8Array.of(0xaa, 0xaa, 0x96, 0x00, 0x80), first]);
    expect(one.push(stream, 1000)).toEqual([]);
    expect(one.deadline).toBe(1100);
    expect(one.expire(1099)).toEqual([]);
    expect(one.expire(1100)).toEqual([
      { kind: 'discarded', why: 'timeout', bytes: 5, excerpt: 'AA AA 96 00 80' },
      { kind: 'frame', format: 'fixed', bytes: first },
    ]);
    expect(one.deadline).toBeNull();
  });

  it('moves its deadline with every byte', () => {
    const one = framer();
    one.push(first.subarray(0, 3), 1000);
    one.push(first.subarray(3, 5), 1090);
    expect(one.deadline).toBe(1190);
    expect(one.expire(1100)).toEqual([]);
    expect(framesOf(one.push(first.subarray(5), 1180))).toEqual([first]);
  });

  it('shows no bytes of a device whose bytes are secret', () => {
    const secret = new Framer({ formats, timeout: 100, secret: true });
    expect(secret.push(Uint8Array.of(1, 2, 3), 0)).toEqual([
      { kind: 'discarded', why: 'noise', bytes: 3, excerpt: '' },
    ]);
  });

  it('gives frames that later bytes can not change', () => {
    const one = framer();
    const [frame] = framesOf(one.push(first, 0));
    for (let turn = 0; turn < 1000; turn += 1) one.push(second, turn);
    expect(frame).toEqual(first);
  });
});
