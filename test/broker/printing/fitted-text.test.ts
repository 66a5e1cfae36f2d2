import { describe, expect, it } from 'vitest';
import type { FaceText } from '#core/print/card-face.js';
import { fittedText } from '#broker/printing/fitted-text.js';

/** Every character is as wide as the type is high. */
const measure = (text: string, size: number): number => Array.from(text).length * size;

function line(text: string, mayCut: boolean): FaceText {
  const box = { x: 0, y: 0, width: 100, height: 12 };
  return { kind: 'text', text, box, size: 10, align: 'left', mayCut };
}

describe('a line of text', () => {
  it('stays as it is when it fits', () => {
    expect(fittedText(line('丽江花园小区东北门区', true), measure)).toEqual({
      text: '丽江花园小区东北门区',
      size: 10,
    });
  });

  it('is set smaller when it does not', () => {
    const { text, size } = fittedText(line('丽江花园小区东北门区二期', true), measure);
    expect([text, size]).toEqual(['丽江花园小区东北门区二期', 100 / 12]);
  });

  it('ends in an ellipsis rather than become too small to read', () => {
    const { text, size } = fittedText(line('丽江花园'.repeat(8), true), measure);
    expect(size).toBe(6);
    expect(text).toBe(`${'丽江花园'.repeat(8).slice(0, 15)}…`);
    expect(measure(text, size)).toBeLessThanOrEqual(100);
  });

  it('is never cut when it names a flat or a code, however long', () => {
    const { text, size } = fittedText(line('3-2-501'.repeat(5), false), measure);
    expect(text).toBe('3-2-501'.repeat(5));
    expect(measure(text, size)).toBeCloseTo(100, 9);
  });
});
