import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Box, Size } from '#core/print/paper.js';
import { SheetLayout, type LayoutChoice, type Place } from '#core/print/sheet-layout.js';
import { sheetMarks } from '#core/print/sheet-marks.js';
import { offsetLimit, TEMPLATE_NAMES, TEMPLATES } from '#core/print/templates.js';
import { expectGateError } from '../../support/assert-gate-error.js';

const CENTRED = { x: 0, y: 0 };
/** Arithmetic of fractions of millimetres. */
const FINE = 1e-9;

/** Any layout that is accepted, with some passes. */
const layouts = fc
  .record({
    template: fc.constantFrom(...TEMPLATE_NAMES),
    single: fc.boolean(),
    start: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    right: fc.double({ min: -1, max: 1, noNaN: true }),
    down: fc.double({ min: -1, max: 1, noNaN: true }),
    count: fc.integer({ min: 1, max: 60 }),
  })
  .map(({ template, single, start, right, down, count }) => {
    const form = TEMPLATES[template];
    const grid = single ? form.single : form.sheet;
    const limit = offsetLimit(form, grid);
    const startAt = 1 + Math.floor(start * grid.columns * grid.rows);
    const choice: LayoutChoice = {
      template,
      single,
      startAt,
      offset: { x: right * limit, y: down * limit },
    };
    return { layout: new SheetLayout(choice), count };
  });

function placesOf({ layout, count }: { layout: SheetLayout; count: number }): Place[] {
  return Array.from({ length: count }, (_, index) => layout.placeOf(index));
}

function overlap(a: Box, b: Box): boolean {
  const apart =
    a.x + a.width <= b.x + FINE ||
    b.x + b.width <= a.x + FINE ||
    a.y + a.height <= b.y + FINE ||
    b.y + b.height <= a.y + FINE;
  return !apart;
}

function isInside(inner: Box, page: Size): boolean {
  return (
    inner.x >= -FINE &&
    inner.y >= -FINE &&
    inner.x + inner.width <= page.width + FINE &&
    inner.y + inner.height <= page.height + FINE
  );
}

describe('the places on sheets', () => {
  it('never overlap', () => {
    fc.assert(
      fc.property(layouts, (made) => {
        const places = placesOf(made);
        for (const [index, place] of places.entries()) {
          const before = places.slice(0, index).filter(({ sheet }) => sheet === place.sheet);
          expect(before.some((other) => overlap(other.box, place.box))).toBe(false);
        }
      }),
    );
  });

  it('keep everything that is printed inside the page, with any offset that is accepted', () => {
    fc.assert(
      fc.property(layouts, (made) => {
        const { inset } = made.layout.template;
        for (const { box } of placesOf(made)) {
          const printed = {
            x: box.x + inset,
            y: box.y + inset,
            width: box.width - 2 * inset,
            height: box.height - 2 * inset,
          };
          expect(isInside(printed, made.layout.grid.page)).toBe(true);
        }
      }),
    );
  });

  it('are all moved by the offset, and by nothing else', () => {
    fc.assert(
      fc.property(layouts, (made) => {
        const { choice } = made.layout;
        const centred = placesOf({ ...made, layout: new SheetLayout({ ...choice, offset: CENTRED }) });
        for (const [index, { box }] of placesOf(made).entries()) {
          expect(box.x - (centred[index]?.box.x ?? 0)).toBeCloseTo(choice.offset.x, 9);
          expect(box.y - (centred[index]?.box.y ?? 0)).toBeCloseTo(choice.offset.y, 9);
        }
      }),
    );
  });

  it('begin at the asked place, follow row by row and go on with the first of the next sheet', () => {
    fc.assert(
      fc.property(layouts, (made) => {
        const { layout, count } = made;
        const places = placesOf(made);
        expect(places[0]).toMatchObject({ sheet: 1, slot: layout.choice.startAt });
        for (const [index, place] of places.slice(1).entries()) {
          const before = places[index];
          const isNewSheet = before?.slot === layout.slots;
          expect(place.slot).toBe(isNewSheet ? 1 : (before?.slot ?? 0) + 1);
          expect(place.sheet).toBe((before?.sheet ?? 0) + (isNewSheet ? 1 : 0));
        }
        expect(layout.sheetsFor(count)).toBe(places.at(-1)?.sheet);
      }),
    );
  });

  it('are known by sheet too', () => {
    fc.assert(
      fc.property(layouts, (made) => {
        for (const [index, { sheet }] of placesOf(made).entries()) {
          const { from, to } = made.layout.indexesOn(sheet);
          expect(index >= from && index < to).toBe(true);
        }
      }),
    );
  });

  it('are ten bank cards, four hang cards or 18 labels on A4, and one on a page of its own size', () => {
    const slots = (template: LayoutChoice['template'], single: boolean): number =>
      new SheetLayout({ template, single, startAt: 1, offset: CENTRED }).slots;
    expect(TEMPLATE_NAMES.map((name) => slots(name, false))).toEqual([10, 4, 18]);
    expect(TEMPLATE_NAMES.map((name) => slots(name, true))).toEqual([1, 1, 1]);
    expect(TEMPLATES.card.size).toEqual({ width: 85.6, height: 54 });
    expect(TEMPLATES['hang-card'].size).toEqual({ width: 105, height: 148 });
    expect(TEMPLATES.label.size).toEqual({ width: 60, height: 40 });
  });

  it.each([
    ['the place 0', { startAt: 0 }, 'places 1 to 10'],
    ['the place behind the last', { startAt: 11 }, 'places 1 to 10'],
    ['half a place', { startAt: 1.5 }, 'places 1 to 10'],
    ['an offset that leaves the page', { offset: { x: 0, y: 5.1 } }, 'more than 5 mm'],
    ['an offset that is no number', { offset: { x: Number.NaN, y: 0 } }, 'more than 5 mm'],
  ])('refuse %s', async (_, change, problem) => {
    const choice = { template: 'card', single: false, startAt: 1, offset: CENTRED, ...change } as const;
    const error = await expectGateError(() => new SheetLayout(choice), 'request-invalid');
    expect(error.message).toContain(problem);
  });
});

describe('the marks of a sheet', () => {
  it('lie on the page and never cross what is printed on a pass', () => {
    fc.assert(
      fc.property(layouts, (made) => {
        const { layout } = made;
        const { crop, checkLine } = sheetMarks(layout);
        const all = checkLine === null ? crop : [...crop, checkLine];
        const { inset } = layout.template;
        // On a full sheet: marks must not touch the passes of other places either.
        const places = placesOf({ layout, count: layout.slots });
        for (const { from, to } of all) {
          const { offset } = layout.choice;
          const centred = { x: from.x - offset.x, y: from.y - offset.y };
          expect(
            isInside({ ...centred, width: to.x - from.x, height: to.y - from.y }, layout.grid.page),
          ).toBe(true);
          const mark = { ...from, width: to.x - from.x, height: to.y - from.y };
          for (const { box } of places) {
            const printed = {
              x: box.x + inset,
              y: box.y + inset,
              width: box.width - 2 * inset,
              height: box.height - 2 * inset,
            };
            expect(overlap(mark, printed)).toBe(false);
          }
        }
      }),
    );
  });

  it.each([
    ['card', false],
    ['hang-card', false],
    ['label', false],
    ['hang-card', true],
  ] as const)('of a %s (single: %s) have a line of exactly 100 mm', (template, single) => {
    const { checkLine } = sheetMarks(new SheetLayout({ template, single, startAt: 1, offset: CENTRED }));
    const { from, to } = checkLine ?? { from: CENTRED, to: CENTRED };
    expect(Math.hypot(to.x - from.x, to.y - from.y)).toBeCloseTo(100, 9);
  });

  it.each(['card', 'label'] as const)('of a single %s are none: there is no room', (template) => {
    const layout = new SheetLayout({ template, single: true, startAt: 1, offset: CENTRED });
    expect(sheetMarks(layout)).toEqual({ crop: [], checkLine: null });
  });

  it('tell every cut of ten cards from both sides', () => {
    const { crop } = sheetMarks(
      new SheetLayout({ template: 'card', single: false, startAt: 1, offset: CENTRED }),
    );
    const upright = crop.filter(({ from, to }) => from.x === to.x).map(({ from }) => from.x);
    const level = crop.filter(({ from, to }) => from.y === to.y).map(({ from }) => from.y);
    expect([...new Set(upright)]).toEqual([14.4, 100, 110, 195.6]);
    expect([...new Set(level)]).toEqual([13.5, 67.5, 121.5, 175.5, 229.5, 283.5]);
    expect([upright.length, level.length]).toEqual([8, 12]);
  });
});
