import { describe, expect, it } from 'vitest';
import { FRAME_BUFFER_CAPACITY } from '#gateway/serial/framing/frame-buffer.js';
import { Framer } from '#gateway/serial/framing/framer.js';
import { chunked, fixedFormat, fixedFrame, joined, variableFormat, variableFrame } from './frame-formats.js';

const MEGABYTE = 1_000_000;
const formats = [fixedFormat, variableFormat];

function feed(framer: Framer, chunk: Uint8Array, total: number): number {
  let skipped = 0;
  for (let sent = 0; sent < total; sent += chunk.length) {
    for (const one of framer.push(chunk, sent)) skipped += one.bytes instanceof Uint8Array ? 0 : one.bytes;
    expect(framer.waiting).toBeLessThanOrEqual(FRAME_BUFFER_CAPACITY);
  }
  return skipped;
}

describe('Framer under load', () => {
  it('keeps its memory while 100 MB come without any delimiter', () => {
    const framer = new Framer({ formats, timeout: 100 });
    const chunk = new Uint8Array(50_000).fill(0x41);
    feed(framer, chunk, 20 * MEGABYTE);
    const before = process.memoryUsage().rss;
    expect(feed(framer, chunk, 100 * MEGABYTE)).toBe(100 * MEGABYTE);
    expect(process.memoryUsage().rss - before).toBeLessThan(5 * MEGABYTE);
  });

  it.each([
    ['the first byte of a header', [0x5a]],
    ['whole headers', [0x5a, 0x5a, 0x45, 0x04]],
    ['headers with a length that never ends', [0xaa, 0xaa, 0x96, 0x03, 0xe8]],
  ])('stays bounded while nothing but %s comes', (_, pattern) => {
    const framer = new Framer({ formats, timeout: 100 });
    const chunk = Uint8Array.from({ length: 4000 }, (_unused, index) => pattern[index % pattern.length] ?? 0);
    feed(framer, chunk, MEGABYTE);
    framer.expire(Number.MAX_SAFE_INTEGER);
    expect(framer.waiting).toBe(0);
  });

  it('takes time in proportion to the bytes, not to their square, when they come one at a time', () => {
    const frame = variableFrame(Array.from({ length: 900 }, (_, index) => index % 89));
    const perByte = (frames: number): number => {
      const framer = new Framer({ formats, timeout: 100 });
      const bytes = chunked(joined(Array.from({ length: frames }, () => frame)), [1]);
      const start = performance.now();
      const found = bytes.flatMap((one) => framer.push(one, 0));
      expect(found).toHaveLength(frames);
      return (performance.now() - start) / bytes.length;
    };
    perByte(20);
    expect(perByte(200)).toBeLessThan(20 * perByte(20) + 0.01);
  });

  it('gives the frames that follow a flood', () => {
    const framer = new Framer({ formats, timeout: 100 });
    feed(framer, new Uint8Array(10_000).fill(0xaa), MEGABYTE);
    const frame = fixedFrame([1, 2, 3, 4]);
    const found = [...framer.push(frame, 0), ...framer.expire(100)];
    expect(found.filter((one) => one.kind === 'frame')).toEqual([
      { kind: 'frame', format: 'fixed', bytes: frame },
    ]);
  });
});
