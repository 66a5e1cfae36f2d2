import type { Box, Size } from '#core/print/paper.js';

/** A picture of one byte for each dot, row by row: 0 is black, 255 is white. */
export interface GrayImage extends Size {
  readonly data: Uint8Array;
}

const WHITE = 255;
/** Darker than this is ink. */
const INK_BELOW = 128;

/** A part of the picture, in whole dots. What lies outside of the picture is white. */
export function cropped(image: GrayImage, box: Box): GrayImage {
  const left = Math.round(box.x);
  const top = Math.round(box.y);
  const width = Math.round(box.x + box.width) - left;
  const height = Math.round(box.y + box.height) - top;
  const data = new Uint8Array(width * height).fill(WHITE);
  const from = Math.max(left, 0);
  const to = Math.min(left + width, image.width);
  for (let row = Math.max(top, 0); row < Math.min(top + height, image.height); row += 1) {
    const source = image.data.subarray(row * image.width + from, row * image.width + Math.max(from, to));
    data.set(source, (row - top) * width + (from - left));
  }
  return { width, height, data };
}

export function isInk(image: GrayImage, x: number, y: number): boolean {
  return (image.data[Math.floor(y) * image.width + Math.floor(x)] ?? WHITE) < INK_BELOW;
}

/** The smallest box that holds all ink of the picture; null when there is none. */
export function inkBox(image: GrayImage): Box | null {
  let [left, top, right, bottom] = [image.width, image.height, -1, -1];
  for (let y = 0; y < image.height; y += 1) {
    for (let x = 0; x < image.width; x += 1) {
      if (!isInk(image, x, y)) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  return right < 0 ? null : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}
