/** Lengths on paper are millimetres; sizes of type are points. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Distances from the upper left corner. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Spot, Size {}

export interface Segment {
  readonly from: Spot;
  readonly to: Spot;
}

export const A4: Size = { width: 210, height: 297 };

/** A PostScript point is 1/72 inch. */
export const MM_PER_POINT = 25.4 / 72;

export function moved(box: Box, by: Spot): Box {
  return { ...box, x: box.x + by.x, y: box.y + by.y };
}

/** The box with a margin around it; a negative margin makes it smaller. */
export function grown(box: Box, margin: number): Box {
  return {
    x: box.x - margin,
    y: box.y - margin,
    width: box.width + 2 * margin,
    height: box.height + 2 * margin,
  };
}
