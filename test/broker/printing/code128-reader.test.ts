import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { code128Widths } from '#broker/printing/bars-symbol.js';
import { readCode128 } from '#broker/printing/code128-reader.js';

interface Print {
  /** Dots of the narrowest bar; may be a fraction, as on a real raster. */
  readonly module: number;
  /** Where the first bar begins, in dots. */
  readonly from: number;
  readonly dark: number;
  readonly light: number;
}

/** A row of dots across the bars, each as dark as the share of it that is covered. */
function scanLine(widths: readonly number[], { module, from, dark, light }: Print): Uint8Array {
  const total = widths.reduce((sum, width) => sum + width, 0) * module;
  const line = new Float64Array(Math.ceil(total + 2 * from) + 1).fill(light);
  let at = from;
  for (const [index, width] of widths.entries()) {
    const to = at + width * module;
    for (let dot = Math.floor(at); index % 2 === 0 && dot < to; dot += 1) {
      const share = Math.min(to, dot + 1) - Math.max(at, dot);
      line[dot] = (line[dot] ?? 0) - (light - dark) * share;
    }
    at = to;
  }
  return Uint8Array.from(line, (value) => Math.round(value));
}

const SHARP: Print = { module: 3, from: 30, dark: 0, light: 255 };

const prints = fc.record({
  module: fc.double({ min: 1.8, max: 6, noNaN: true }),
  from: fc.double({ min: 12, max: 40, noNaN: true }),
  dark: fc.integer({ min: 0, max: 60 }),
  light: fc.integer({ min: 190, max: 255 }),
});

const texts = fc.string({
  unit: fc.constantFrom(...Array.from('0123456789ABCDEFGHJKMNPQRSTVWXYZabz -$')),
  minLength: 1,
  maxLength: 14,
});

describe('the reader of Code 128', () => {
  it('reads what another program drew, at any size and darkness', () => {
    fc.assert(
      fc.property(texts, prints, (text, print) => {
        const widths = code128Widths(text);
        const read = readCode128(scanLine(widths, print));
        expect(read).toEqual({ text, modules: widths.reduce((sum, width) => sum + width, 0) });
      }),
      { numRuns: 300 },
    );
  });

  it('knows every character of the sets A, B and C', () => {
    const all = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));
    const single = all.map((char) => `a${char}`).filter((text) => !/[\0-\x1f]/.test(text));
    const control = all.slice(0, 32).map((char) => `A${char}`);
    const pairs = Array.from({ length: 100 }, (_, pair) => `${String(pair).padStart(2, '0')}4711`);
    for (const text of [...single, ...control, ...pairs]) {
      expect(readCode128(scanLine(code128Widths(text), SHARP))?.text).toBe(text);
    }
  });

  it('never reads another text from damaged bars', () => {
    const damage = fc.record({
      text: texts,
      element: fc.nat(),
      change: fc.constantFrom(-1, 1),
    });
    fc.assert(
      fc.property(damage, ({ text, element, change }) => {
        const widths = code128Widths(text);
        // A module goes from one element to its neighbour: the length of the character stays.
        const at = element % (widths.length - 1);
        const damaged = widths.map((width, index) => {
          if (index === at) return width + change;
          return index === at + 1 ? width - change : width;
        });
        if (damaged.some((width) => width < 1)) return;
        const read = readCode128(scanLine(damaged, SHARP));
        expect(read?.text ?? null).toBeNull();
      }),
      { numRuns: 300 },
    );
  });

  it('reads nothing from white paper, from noise and from half a symbol', () => {
    expect(readCode128(new Uint8Array(400).fill(255))).toBeNull();
    expect(readCode128(new Uint8Array())).toBeNull();
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 500 }), (line) => {
        expect(readCode128(line)).toBeNull();
      }),
    );
    const whole = scanLine(code128Widths('7F3K2QDM'), SHARP);
    for (let length = 0; length < whole.length - 40; length += 7) {
      expect(readCode128(whole.subarray(0, length))).toBeNull();
    }
  });
});
