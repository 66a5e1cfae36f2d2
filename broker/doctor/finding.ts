import type { CompoundId, GateId, JournalId } from '#core/units/ids.js';

/** Which row of the database it is about, as far as can be told. */
export interface RowPlace {
  readonly table: string;
  readonly id?: number;
  readonly gate?: GateId | null | undefined;
  readonly journal?: JournalId | null | undefined;
  readonly seq?: number;
  readonly compound?: CompoundId | string;
  readonly key?: string;
}

/**
 * Something the doctor has found. `broken`: the ledger does not tell what happened. `warning`: worth knowing, and possible in
 * a ledger that is whole.
 */
export interface Finding {
  readonly severity: 'broken' | 'warning';
  readonly place: RowPlace;
  /** The column that does not fit, when that can be told. */
  readonly column: string | null;
  readonly problem: string;
}

/** A finding as one line: which row, which column, what is wrong. */
export function findingText({ place, column, problem }: Finding): string {
  return `${placeText(place)}${column === null ? '' : `, column ${column}`}: ${problem}`;
}

function placeText({ table, id, ...where }: RowPlace): string {
  const details = Object.entries(where)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `${name} ${value}`);
  const row = id === undefined ? table : `${table} ${id}`;
  return details.length === 0 ? row : `${row} (${details.join(', ')})`;
}
