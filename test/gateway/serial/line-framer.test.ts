import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineFramer, MAX_LINE_BYTES } from '#gateway/serial/line-framer.js';

const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function framed(): { framer: LineFramer; lines: string[]; tooLong: { bytes: number; excerpt: string }[] } {
  const lines: string[] = [];
  const tooLong: { bytes: number; excerpt: string }[] = [];
  const framer = new LineFramer({
    onLine: (line) => lines.push(Buffer.from(line).toString('latin1')),
    onTooLong: (discarded) => tooLong.push(discarded),
  });
  return { framer, lines, tooLong };
}

describe('the line framer', () => {
  it('cuts at LF and at CR LF, keeps the rest for the next chunk and skips empty lines', async () => {
    const { framer, lines } = framed();
    framer.push(bytesOf('one\r\ntwo\n\r\n\nthr'));
    framer.push(bytesOf('ee\r'));
    framer.push(bytesOf('\nfour'));
    await turn();
    expect(lines).toEqual(['one', 'two', 'three']);
  });

  it('takes a line of exactly the cap and discards one byte more', async () => {
    const { framer, lines, tooLong } = framed();
    const longest = 'x'.repeat(MAX_LINE_BYTES - 1);
    framer.push(bytesOf(`${longest}\nx${longest}\nnext\n`));
    await turn();
    expect(lines).toEqual([longest, 'next']);
    expect(tooLong).toEqual([{ bytes: MAX_LINE_BYTES + 1, excerpt: 'x'.repeat(32) }]);
  });

  it('discards an over-long line up to its end, however it is cut into chunks', async () => {
    const { framer, lines, tooLong } = framed();
    for (let chunk = 0; chunk < 100; chunk += 1) framer.push(bytesOf('0123456789'.repeat(3)));
    framer.push(bytesOf('tail\r\ngood\r\n'));
    await turn();
    expect(lines).toEqual(['good']);
    expect(tooLong.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(3006);
  });

  it('gives every byte as it came, whatever text encoding it would be', async () => {
    const { framer, lines } = framed();
    const all = Uint8Array.from({ length: 256 }, (_, value) => value).filter(
      (value) => value !== 10 && value !== 13,
    );
    framer.push(all);
    framer.push(bytesOf('\n'));
    await turn();
    expect(lines).toEqual([Buffer.from(all).toString('latin1')]);
  });

  it('gives the same lines for every way of cutting the bytes into chunks', async () => {
    const line = fc.string({ unit: fc.constantFrom('a', '$', '*', '\r', '\xff'), maxLength: 900 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 8 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 700 })),
        async (texts, sizes) => {
          const whole = framed();
          const bytes = bytesOf(texts.map((text) => `${text}\n`).join(''));
          whole.framer.push(bytes);
          const cut = framed();
          for (let start = 0; start < bytes.length;) {
            const size = sizes.next().value as number;
            cut.framer.push(bytes.subarray(start, start + size));
            start += size;
          }
          await turn();
          expect(cut.lines).toEqual(whole.lines);
          const fitting = texts
            .filter((text) => text.length < MAX_LINE_BYTES)
            .map((text) => text.replace(/\r$/, ''));
          expect(whole.lines).toEqual(fitting.filter((text) => text !== ''));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('does not grow on 100 MB without a line end, and reports them all the time', () => {
    const { framer, tooLong } = framed();
    const chunk = Buffer.alloc(65_536, 'x');
    let reports = 0;
    const before = process.memoryUsage().arrayBuffers;
    for (let sent = 0; sent < 100_000_000; sent += chunk.length) {
      framer.push(chunk);
      reports += tooLong.splice(0).length;
    }
    expect(reports).toBeGreaterThan(1_000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(5_000_000);
  });

  it('tells nothing after its close', async () => {
    const { framer, lines } = framed();
    framer.push(bytesOf('one\ntw'));
    framer.close();
    framer.push(bytesOf('o\nthree\n'));
    await turn();
    expect(lines).toEqual(['one']);
  });
});
