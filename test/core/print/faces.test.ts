import { describe, expect, it } from 'vitest';
import { BARS_QUIET, QR_QUIET, type FaceItem } from '#core/print/card-face.js';
import { cardFace } from '#core/print/faces.js';
import { grown, type Box } from '#core/print/paper.js';
import { TEMPLATE_NAMES, TEMPLATES, type TemplateName } from '#core/print/templates.js';
import { printedPass } from '../../support/printed-passes.js';

/** The smallest symbol a signed pass can have, so the one with the widest quiet zone: version 7. */
const FEWEST_MODULES = 45;

const FULL = printedPass(1, { name: '王芳', card: '0012345678', lastDay: '2026-02-04' });
const content = { compound: '丽江花园', pass: FULL };

/** The paper an item needs for itself, its quiet zone with it. */
function roomOf(item: FaceItem): Box {
  switch (item.kind) {
    case 'text':
      return item.box;
    case 'qr':
      return grown(item.box, (QR_QUIET * item.box.width) / FEWEST_MODULES);
    case 'bars': {
      const quiet = BARS_QUIET * item.module;
      return { ...item.box, x: item.box.x - quiet, width: item.box.width + 2 * quiet };
    }
    case 'hole':
      return {
        x: item.center.x - item.radius,
        y: item.center.y - item.radius,
        width: 2 * item.radius,
        height: 2 * item.radius,
      };
  }
}

function textsOf(template: TemplateName, pass = FULL): string[] {
  const items = cardFace(template, { compound: '丽江花园', pass });
  return items.flatMap((item) => (item.kind === 'text' ? [item.text] : []));
}

describe.each(TEMPLATE_NAMES)('the face of a %s', (template) => {
  const { size, inset } = TEMPLATES[template];
  const face = cardFace(template, content);

  it('keeps away from the cut', () => {
    for (const item of face) {
      const { x, y, width, height } = roomOf(item);
      const edge = item.kind === 'hole' ? 0 : inset;
      expect(x, JSON.stringify(item)).toBeGreaterThanOrEqual(edge);
      expect(y, JSON.stringify(item)).toBeGreaterThanOrEqual(edge);
      expect(x + width, JSON.stringify(item)).toBeLessThanOrEqual(size.width - edge);
      expect(y + height, JSON.stringify(item)).toBeLessThanOrEqual(size.height - edge);
    }
  });

  it('has room for everything: nothing overlaps, and both codes keep their white edges', () => {
    for (const [index, item] of face.entries()) {
      for (const other of face.slice(0, index)) {
        const [a, b] = [roomOf(item), roomOf(other)];
        const apart =
          a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
        expect(apart, `${JSON.stringify(item)} and ${JSON.stringify(other)}`).toBe(true);
      }
    }
  });

  it('has a QR of 25 mm or more and bars a laser scanner reads', () => {
    const qr = face.find((item) => item.kind === 'qr');
    const bars = face.find((item) => item.kind === 'bars');
    expect(qr?.box.width).toBeGreaterThanOrEqual(25);
    expect(qr?.box.height).toBe(qr?.box.width);
    expect(qr?.text).toBe(FULL.qr);
    expect(bars).toMatchObject({ text: FULL.code });
    expect(bars?.module).toBeGreaterThanOrEqual(0.25);
    expect(bars?.box.height).toBeGreaterThanOrEqual(6.35);
  });

  it('says compound, kind in both languages, flat, short code, dates, name and card', () => {
    expect(textsOf(template)).toEqual(
      expect.arrayContaining([
        '丽江花园',
        '购物证',
        'Purchase pass',
        FULL.flat,
        `${FULL.code.slice(0, 4)}-${FULL.code.slice(4)}`,
        '有效期 Valid',
        '2026-01-05 – 2026-02-04',
        '王芳',
        '卡号 Card 0012345678',
      ]),
    );
  });

  it('says nothing of what the pass does not have', () => {
    const bare = textsOf(template, printedPass(2, { flat: null, kind: 'visitor' }));
    expect(bare).toHaveLength(6);
    expect(bare).toEqual(expect.arrayContaining(['访客证', 'Visitor pass', '2026-01-05 起 onward']));
    expect(bare.join()).not.toContain('null');
  });

  it('never cuts a flat or a code', () => {
    const uncut = face.filter((item) => item.kind === 'text' && !item.mayCut);
    const texts = uncut.map((item) => (item.kind === 'text' ? item.text : ''));
    expect(texts).toContain(FULL.flat);
    expect(texts).toContain(`${FULL.code.slice(0, 4)}-${FULL.code.slice(4)}`);
    expect(texts).toContain('2026-01-05 – 2026-02-04');
  });
});
