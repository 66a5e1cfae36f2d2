import { parse } from 'csv-parse/sync';
import type { HouseholdBody } from '#core/api/register.js';
import { isId, type HouseholdId } from '#core/units/ids.js';

/** A row that cannot be imported, with the line a person finds in the file. */
export interface RowFault {
  readonly line: number;
  readonly problem: string;
}

export interface HouseholdFile {
  readonly households: ReadonlyMap<HouseholdId, HouseholdBody>;
  readonly faults: readonly RowFault[];
}

interface Row {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly lines: number };
}

/** Headings people use; the first found in the file counts. */
const HEADINGS = {
  household: ['household', 'flat', '户号', '房号', '住址'],
  name: ['name', 'resident', '姓名'],
} as const;

/**
 * Reads a CSV of one resident a row (`household,name`), UTF-8 with or without a byte order mark. Every faulty row is
 * listed; nothing is guessed.
 */
export function readHouseholdFile(text: string): HouseholdFile {
  const rows = rowsOf(text);
  if (typeof rows === 'string') return { households: new Map(), faults: [{ line: 1, problem: rows }] };
  const households = new Map<HouseholdId, HouseholdBody>();
  const faults: RowFault[] = [];
  for (const { record, info } of rows) {
    const household = (cell(record, 'household') ?? '').toLowerCase();
    const name = cell(record, 'name') ?? '';
    const problem = rowProblem(household, name);
    if (problem === null) addResident(households, household as HouseholdId, name);
    else faults.push({ line: info.lines, problem });
  }
  return { households, faults };
}

function rowsOf(text: string): readonly Row[] | string {
  try {
    const rows: unknown = parse(text, {
      columns: true,
      bom: true,
      trim: true,
      info: true,
      skip_empty_lines: true,
    });
    const typed = rows as readonly Row[];
    const first = typed[0]?.record;
    if (first === undefined) return 'the file has no rows';
    const missing = (['household', 'name'] as const).filter((column) => cell(first, column) === undefined);
    return missing.length === 0 ? typed : `no column "${missing.join('" and no column "')}" in the heading`;
  } catch (error) {
    return error instanceof Error ? error.message : 'it is not CSV';
  }
}

function cell(record: Row['record'], column: keyof typeof HEADINGS): string | undefined {
  const heading = HEADINGS[column].find((name) => Object.hasOwn(record, name));
  return heading === undefined ? undefined : record[heading];
}

const MAX_NAME_LENGTH = 64;
const MAX_RESIDENTS = 50;

function rowProblem(household: string, name: string): string | null {
  if (!isId(household)) return `"${household.slice(0, 40)}" is not a household such as 3-2-501`;
  if (name === '') return 'the name is empty';
  return name.length > MAX_NAME_LENGTH ? `the name is longer than ${MAX_NAME_LENGTH} characters` : null;
}

function addResident(
  households: Map<HouseholdId, HouseholdBody>,
  household: HouseholdId,
  name: string,
): void {
  const residents = households.get(household)?.residents ?? [];
  if (residents.length >= MAX_RESIDENTS || residents.some((resident) => resident.name === name)) return;
  households.set(household, { residents: [...residents, { id: `r${residents.length + 1}`, name }] });
}
