import { PASS_KIND_WORDS } from '#core/pass/pass-kind-words.js';
import { printedShortCode } from '#core/pass/short-code.js';
import { MM_PER_POINT, type Box, type Spot } from './paper.js';
import type { PrintedPass } from './printed-pass.js';

/** One line of text. It is set smaller until it fits its box, and only then cut, if it may be. */
export interface FaceText {
  readonly kind: 'text';
  readonly text: string;
  readonly box: Box;
  /** Points. */
  readonly size: number;
  readonly align: 'left' | 'center' | 'right';
  /** Whether a text that is still too wide at the smallest size may end in an ellipsis; a flat or a code never does. */
  readonly mayCut: boolean;
}

/** A QR: the symbol without its quiet zone. */
export interface FaceQr {
  readonly kind: 'qr';
  readonly text: string;
  readonly box: Box;
}

/** A Code 128, set from the left of its box: the bars without the quiet zones at both sides. */
export interface FaceBars {
  readonly kind: 'bars';
  readonly text: string;
  readonly box: Box;
  /** Width of the narrowest bar. */
  readonly module: number;
}

/** Where to punch the hole for a cord. */
export interface FaceHole {
  readonly kind: 'hole';
  readonly center: Spot;
  readonly radius: number;
}

export type FaceItem = FaceText | FaceQr | FaceBars | FaceHole;

/** What is printed where on one pass, from its upper left corner. */
export type CardFace = readonly FaceItem[];

/** What a face shows. */
export interface FaceContent {
  readonly compound: string;
  readonly pass: PrintedPass;
}

/** Where one line goes. */
export interface TextPlace extends Spot {
  readonly width: number;
  /** Points. */
  readonly size: number;
  readonly align?: FaceText['align'];
}

/** The places of a template; what has no place is not printed. */
export interface FacePlaces {
  readonly compound: TextPlace;
  readonly kindZh: TextPlace;
  readonly kindEn: TextPlace;
  readonly flat: TextPlace;
  readonly name: TextPlace;
  readonly validityCaption: TextPlace;
  readonly validity: TextPlace;
  readonly card: TextPlace;
  readonly code: TextPlace;
  readonly qr: Box;
  readonly bars: { readonly at: Spot; readonly height: number; readonly module: number };
}

/** Room a line takes below its top, in units of its size: Chinese characters fill all of theirs. */
const LINE_HEIGHT = 1.15;

/** Modules of a Code 128 of eight characters: start, check and stop character with them (ISO/IEC 15417). */
export const BARS_MODULES = 11 * 10 + 13;
/** Modules that stay white on either side of a Code 128, and around a QR (ISO/IEC 18004). */
export const BARS_QUIET = 10;
export const QR_QUIET = 4;

const VALIDITY_CAPTION = '有效期 Valid';

/** Every line of text and both codes of a pass, at the places of its template. */
export function faceOf({ compound, pass }: FaceContent, places: FacePlaces): CardFace {
  const kind = PASS_KIND_WORDS[pass.kind];
  const lines: FaceItem[] = [
    line(compound, places.compound, true),
    line(kind.zh, places.kindZh),
    line(kind.en, places.kindEn),
    line(VALIDITY_CAPTION, places.validityCaption),
    line(validityOf(pass), places.validity),
    line(printedShortCode(pass.code), places.code),
  ];
  if (pass.flat !== null) lines.push(line(pass.flat, places.flat));
  if (pass.name !== null) lines.push(line(pass.name, places.name, true));
  if (pass.card !== null) lines.push(line(`卡号 Card ${pass.card}`, places.card));
  return [...lines, { kind: 'qr', text: pass.qr, box: places.qr }, bars(pass.code, places.bars)];
}

/** The dates of a pass, both days inclusive. */
function validityOf({ firstDay, lastDay }: PrintedPass): string {
  return lastDay === null ? `${firstDay} 起 onward` : `${firstDay} – ${lastDay}`;
}

function line(text: string, place: TextPlace, mayCut = false): FaceText {
  const { x, y, width, size, align = 'left' } = place;
  const height = size * MM_PER_POINT * LINE_HEIGHT;
  return { kind: 'text', text, box: { x, y, width, height }, size, align, mayCut };
}

function bars(text: string, { at, height, module }: FacePlaces['bars']): FaceBars {
  return { kind: 'bars', text, box: { ...at, width: BARS_MODULES * module, height }, module };
}
