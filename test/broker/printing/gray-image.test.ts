import { describe, expect, it } from 'vitest';
import { cropped, inkBox, type GrayImage } from '#broker/printing/gray-image.js';

/** A picture from rows of `#` (ink) and `.` (paper). */
function picture(...rows: string[]): GrayImage {
  const data = Uint8Array.from(rows.join(''), (char) => (char === '#' ? 0 : 255));
  return { width: rows[0]?.length ?? 0, height: rows.length, data };
}

describe('a picture', () => {
  const image = picture('.....', '..##.', '...#.', '.....');

  it('is cut to whole dots', () => {
    const part = cropped(image, { x: 2.4, y: 0.6, width: 2.1, height: 2 });
    expect(part).toEqual(picture('##.', '.#.'));
  });

  it('is white beyond its edges', () => {
    expect(cropped(image, { x: -1, y: 1, width: 5, height: 4 })).toEqual(
      picture('...##', '....#', '.....', '.....'),
    );
    expect(cropped(image, { x: 9, y: 9, width: 2, height: 1 })).toEqual(picture('..'));
  });

  it('knows where its ink is', () => {
    expect(inkBox(image)).toEqual({ x: 2, y: 1, width: 2, height: 2 });
    expect(inkBox(picture('...'))).toBeNull();
  });
});
