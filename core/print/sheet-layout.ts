import { GateError } from '#core/errors/gate-error.js';
import { moved, type Box, type Spot } from './paper.js';
import { offsetLimit, TEMPLATES, type Grid, type Template, type TemplateName } from './templates.js';

/** How passes are laid out on paper. */
export interface LayoutChoice {
  readonly template: TemplateName;
  /** One pass a page instead of a sheet of several. */
  readonly single: boolean;
  /** The place of the first pass, from 1, row by row: the places before it were used already. */
  readonly startAt: number;
  /** Moves everything, against the drift of a printer: to the right and downwards. */
  readonly offset: Spot;
}

/** The place of one pass. */
export interface Place {
  /** Counted from 1. */
  readonly sheet: number;
  /** Counted from 1, row by row. */
  readonly slot: number;
  /** The cut size of the pass on the page. */
  readonly box: Box;
}

/** Places for passes, one after the other; pure arithmetic. */
export class SheetLayout {
  readonly template: Template;
  readonly grid: Grid;
  readonly choice: LayoutChoice;
  /** Places on one sheet. */
  readonly slots: number;

  /** @throws GateError `request-invalid` when the sheet has no such place or the offset would leave the page */
  constructor(choice: LayoutChoice) {
    this.choice = choice;
    this.template = TEMPLATES[choice.template];
    this.grid = choice.single ? this.template.single : this.template.sheet;
    this.slots = this.grid.columns * this.grid.rows;
    demandFit(this);
  }

  /** Where the pass with the index (from 0) goes. */
  placeOf(index: number): Place {
    const { columns, origin, pitch } = this.grid;
    const at = this.choice.startAt - 1 + index;
    const slot = at % this.slots;
    const corner = {
      x: origin.x + (slot % columns) * pitch.width,
      y: origin.y + Math.floor(slot / columns) * pitch.height,
    };
    return {
      sheet: Math.floor(at / this.slots) + 1,
      slot: slot + 1,
      box: moved({ ...corner, ...this.template.size }, this.choice.offset),
    };
  }

  /** Index (from 0) of the first pass on the sheet (from 1), and of the one behind its last. */
  indexesOn(sheet: number): { readonly from: number; readonly to: number } {
    const to = sheet * this.slots - (this.choice.startAt - 1);
    return { from: Math.max(0, to - this.slots), to };
  }

  /** How many sheets the passes need. */
  sheetsFor(count: number): number {
    return count === 0 ? 0 : this.placeOf(count - 1).sheet;
  }
}

function demandFit({ template, grid, slots, choice: { startAt, offset } }: SheetLayout): void {
  if (!(Number.isInteger(startAt) && startAt >= 1 && startAt <= slots)) {
    throw new GateError('request-invalid', { problem: `a sheet of these has the places 1 to ${slots}` });
  }
  const limit = offsetLimit(template, grid);
  if (!(Math.abs(offset.x) <= limit && Math.abs(offset.y) <= limit)) {
    throw new GateError('request-invalid', {
      problem: `with an offset of more than ${limit} mm a part of these would leave the page`,
    });
  }
}
