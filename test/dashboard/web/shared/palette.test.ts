import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GROUNDS, PALETTE, VERDICTS } from '#dashboard/web/shared/palette.js';
import { contrast, differenceFor, type Deficiency } from './colour.js';

const tokens = readFileSync(
  new URL('../../../../dashboard/web/shared/styles/tokens.css', import.meta.url),
  'utf8',
);

function token(name: string): string | undefined {
  return new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(tokens)?.[1];
}

const DEFICIENCY_NAMES: readonly Deficiency[] = ['protan', 'deutan', 'tritan'];

describe('the palette', () => {
  it.each(Object.entries({ ...PALETTE, ...GROUNDS }))(
    'writes on %s with a contrast of 7:1 or more',
    (_name, paint) => {
      expect(contrast(paint.fill, paint.ink)).toBeGreaterThanOrEqual(7);
    },
  );

  it.each([
    ['allow', 10.6],
    ['deny', 8.3],
    ['fever', 10.2],
    ['retake', 13.0],
    ['fault', 7.6],
  ] as const)('gives %s a contrast of %d', (verdict, figure) => {
    expect(contrast(PALETTE[verdict].fill, PALETTE[verdict].ink)).toBeCloseTo(figure, 1);
  });

  it.each([
    ['allow', 'deny', [55, 39, 122]],
    ['deny', 'fever', [85, 101, 79]],
    ['deny', 'fault', [30, 47, 81]],
  ] as const)('keeps %s and %s apart for protan, deutan and tritan eyes', (a, b, figures) => {
    const found = DEFICIENCY_NAMES.map((name) => differenceFor(name, PALETTE[a].fill, PALETTE[b].fill));
    found.forEach((difference, at) => {
      expect(Math.abs(difference - (figures[at] ?? 0))).toBeLessThan(1);
    });
  });

  it('keeps every two verdicts at least 23 apart for every deficiency', () => {
    const pairs = VERDICTS.flatMap((a, at) => VERDICTS.slice(at + 1).map((b) => [a, b] as const));
    expect(pairs).toHaveLength(10);
    const differences = pairs.flatMap(([a, b]) =>
      DEFICIENCY_NAMES.map((name) => differenceFor(name, PALETTE[a].fill, PALETTE[b].fill)),
    );
    expect(Math.min(...differences)).toBeGreaterThanOrEqual(23);
  });

  it('would refuse the usual green and red, which protan eyes can not tell apart', () => {
    expect(differenceFor('protan', '#006B4F', '#C4122F')).toBeLessThan(23);
  });

  it('is the same in the style sheet', () => {
    for (const verdict of VERDICTS) {
      expect(token(`${verdict}-fill`)).toBe(PALETTE[verdict].fill.toLowerCase());
      expect(token(`${verdict}-ink`)).toBe(PALETTE[verdict].ink.toLowerCase());
    }
    expect(token('page-fill')).toBe(GROUNDS.page.fill.toLowerCase());
    expect(token('page-ink')).toBe(GROUNDS.page.ink.toLowerCase());
    expect(token('panel-fill')).toBe(GROUNDS.panel.fill.toLowerCase());
    expect(token('quiet-ink')).toBe(GROUNDS.quiet.ink.toLowerCase());
    expect(token('head-fill')).toBe(GROUNDS.head.fill.toLowerCase());
    expect(token('head-ink')).toBe(GROUNDS.head.ink.toLowerCase());
    expect(token('head-quiet-ink')).toBe(GROUNDS.headQuiet.ink.toLowerCase());
  });
});
