import { readFile } from 'node:fs/promises';
import { create, type Font, type FontCollection } from 'fontkit';
import { GateError, messageOf } from '#core/errors/gate-error.js';

/** A font that was read, ready to be embedded. */
export interface PrintFont {
  readonly bytes: Uint8Array;
  /** Which face of a collection. */
  readonly face: string;
  has(codePoint: number): boolean;
}

/** @throws GateError `print-font-unusable` */
export async function openFont(path: string): Promise<PrintFont> {
  try {
    const bytes = await readFile(path);
    const font = simplifiedFace(create(bytes));
    return { bytes, face: font.postscriptName, has: (codePoint) => font.hasGlyphForCodePoint(codePoint) };
  } catch (cause) {
    throw new GateError('print-font-unusable', { path, problem: messageOf(cause) }, { cause });
  }
}

/** A collection has faces for several countries: the one with the forms of the mainland, and not of fixed width. */
function simplifiedFace(font: Font | FontCollection): Font {
  const faces = 'fonts' in font ? font.fonts : [font];
  const wide = faces.filter(({ postscriptName }) => !postscriptName.includes('Mono'));
  const face = wide.find(({ postscriptName }) => /sc\b/i.test(postscriptName)) ?? wide[0];
  if (face === undefined) throw new GateError('print-font-unusable', { path: '', problem: 'it has no face' });
  return face;
}
