import { faceOf, type CardFace, type FaceContent, type FacePlaces } from './card-face.js';
import { TEMPLATES, type TemplateName } from './templates.js';

/** QR left, everything else in a column beside it. */
const CARD: FacePlaces = {
  compound: { x: 3, y: 3.2, width: 79.6, size: 12 },
  kindZh: { x: 44.5, y: 10.4, width: 18, size: 15 },
  kindEn: { x: 62.8, y: 12.6, width: 19.8, size: 8, align: 'right' },
  flat: { x: 44.5, y: 17.2, width: 38.1, size: 24 },
  name: { x: 44.5, y: 27.2, width: 38.1, size: 10 },
  validityCaption: { x: 44.5, y: 31.7, width: 38.1, size: 5.5 },
  validity: { x: 44.5, y: 34, width: 38.1, size: 8 },
  card: { x: 44.5, y: 37.4, width: 38.1, size: 6 },
  bars: { at: { x: 47.1, y: 40.2 }, height: 6.8, module: 0.26 },
  code: { x: 47.1, y: 47.1, width: 31.98, size: 9.5, align: 'center' },
  qr: { x: 6.1, y: 13.6, width: 34, height: 34 },
};

/** Read at arm's length from a cord round the neck: everything large and in the middle. */
const HANG_CARD: FacePlaces = {
  compound: { x: 8, y: 13, width: 89, size: 18, align: 'center' },
  kindZh: { x: 8, y: 21.5, width: 89, size: 28, align: 'center' },
  kindEn: { x: 8, y: 33.2, width: 89, size: 12, align: 'center' },
  qr: { x: 27.5, y: 43.4, width: 50, height: 50 },
  flat: { x: 8, y: 97.9, width: 89, size: 32, align: 'center' },
  name: { x: 8, y: 111, width: 89, size: 12, align: 'center' },
  validityCaption: { x: 8, y: 116, width: 89, size: 7, align: 'center' },
  validity: { x: 8, y: 119, width: 89, size: 9, align: 'center' },
  card: { x: 8, y: 122.8, width: 89, size: 7, align: 'center' },
  bars: { at: { x: 27.9, y: 126 }, height: 8, module: 0.4 },
  code: { x: 8, y: 134.2, width: 89, size: 14, align: 'center' },
};

const LABEL: FacePlaces = {
  qr: { x: 3.3, y: 3.3, width: 25, height: 25 },
  compound: { x: 31.5, y: 1.6, width: 27.5, size: 7 },
  kindZh: { x: 31.5, y: 4.8, width: 27.5, size: 11 },
  kindEn: { x: 31.5, y: 9.4, width: 27.5, size: 6 },
  flat: { x: 31.5, y: 12, width: 27.5, size: 16 },
  name: { x: 31.5, y: 18.8, width: 27.5, size: 8 },
  validityCaption: { x: 31.5, y: 22.3, width: 27.5, size: 5 },
  validity: { x: 31.5, y: 24.5, width: 27.5, size: 6.5 },
  card: { x: 31.5, y: 27.4, width: 27.5, size: 5.5 },
  bars: { at: { x: 3.6, y: 31.2 }, height: 7.4, module: 0.25 },
  code: { x: 37.4, y: 32.6, width: 21.6, size: 11, align: 'center' },
};

const PLACES: Readonly<Record<TemplateName, FacePlaces>> = {
  card: CARD,
  'hang-card': HANG_CARD,
  label: LABEL,
};

const HOLE = { kind: 'hole', radius: 2.5 } as const;
const HOLE_BELOW_EDGE = 8.5;

/** What is printed where on one pass of a template. */
export function cardFace(template: TemplateName, content: FaceContent): CardFace {
  const face = faceOf(content, PLACES[template]);
  if (template !== 'hang-card') return face;
  return [{ ...HOLE, center: { x: TEMPLATES[template].size.width / 2, y: HOLE_BELOW_EDGE } }, ...face];
}
