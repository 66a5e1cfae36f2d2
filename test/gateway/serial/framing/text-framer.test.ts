import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextFramer } from '#gateway/serial/framing/text-framer.js';
import { chunked } from './frame-formats.js';

const CR = 0x0d;
const LF = 0x0a;
const ACK = 0x06;

function framer(): TextFramer {
  return new TextFramer({ tails: [CR, LF], signals: [ACK], timeout: 100 });
}

function latin(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}

function textsOf(found: ReturnType<TextFramer['push']>): string[] {
  return found.flatMap((one) => (one.kind === 'frame' ? [Buffer.from(one.bytes).toString('latin1')] : []));
}

describe('TextFramer', () => {
  it('gives the texts that were sent, whatever the chunks', () => {
    const text = fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme-ascii' });
    const sizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(text), sizes, fc.constantFrom('\r', '\n', '\r\n'), (texts, chunkSizes, tail) => {
        const one = framer();
        const stream = latin(texts.map((sent) => sent + tail).join(''));
        const found = chunked(stream, chunkSizes).flatMap((chunk) => one.push(chunk, 0));
        expect(textsOf(found)).toEqual(texts);
      }),
    );
  });

  it('takes a tail that is split over two chunks for one end', () => {
    const one = framer();
    expect(textsOf(one.push(latin('AB\r'), 0))).toEqual(['AB']);
    expect(one.push(latin('\n'), 0)).toEqual([]);
    expect(one.deadline).toBeNull();
  });

  it('gives a signal byte by itself, even inside a text', () => {
    expect(framer().push(latin('A\x06B\r'), 0)).toEqual([
      { kind: 'frame', format: 'signal', bytes: Uint8Array.of(ACK) },
      { kind: 'frame', format: 'text', bytes: latin('AB') },
    ]);
  });

  it('discards a text whose tail does not come', () => {
    const one = framer();
    one.push(latin('AB'), 1000);
    expect(one.expire(1099)).toEqual([]);
    expect(one.expire(1100)).toEqual([{ kind: 'discarded', why: 'timeout', bytes: 2, excerpt: '41 42' }]);
    expect(textsOf(one.push(latin('CD\r'), 1101))).toEqual(['CD']);
  });

  it('ends a text by silence where the reader sends no tail', () => {
    const one = new TextFramer({ tails: [], timeout: 50, endsBySilence: true });
    one.push(latin('AB\r'), 0);
    expect(textsOf(one.expire(50))).toEqual(['AB\r']);
  });

  it('discards a text that is too long up to its tail, and gives the next one', () => {
    const one = framer();
    const found = [new Uint8Array(1000), new Uint8Array(4000), latin('\rAB\r')].flatMap((chunk) =>
      one.push(chunk, 0),
    );
    expect(textsOf(found)).toEqual(['AB']);
    expect(found.slice(0, 2)).toMatchObject([
      { kind: 'discarded', why: 'too-long', bytes: 1000 },
      { kind: 'discarded', why: 'too-long', bytes: 4000 },
    ]);
  });

  it('begins anew after a text that was too long and fell silent', () => {
    const one = framer();
    one.push(new Uint8Array(5000).fill(0x41), 0);
    one.expire(100);
    expect(textsOf(one.push(latin('AB\r'), 200))).toEqual(['AB']);
  });

  it('keeps its memory while 100 MB come without a tail', () => {
    const one = framer();
    const chunk = new Uint8Array(50_000).fill(0x41);
    const feed = (megabytes: number): void => {
      for (let turn = 0; turn < megabytes * 20; turn += 1) one.push(chunk, 0);
    };
    feed(20);
    const before = process.memoryUsage().rss;
    feed(100);
    expect(process.memoryUsage().rss - before).toBeLessThan(5_000_000);
    expect(one.waiting).toBeLessThanOrEqual(4096);
  });
});
