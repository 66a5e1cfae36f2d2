import { cleanCell } from './clean-cell.js';
import { FIELD_WORDS, REASON_HEADING, REGISTER_FIELDS, type RegisterField } from './fields.js';

/** Which column of a file says what. */
export interface ColumnMap {
  /** The index of each field's column, counted from 0. */
  readonly columns: Partial<Readonly<Record<RegisterField, number>>>;
  /** Headings nobody reads, as the file writes them. */
  readonly unused: readonly string[];
  /** What a resident cannot be found without and the file has no column for. */
  readonly missing: readonly RegisterField[];
  /** Headings of the chosen mapping that the file does not have. */
  readonly unknown: readonly string[];
}

/** A heading for each field, chosen by a person. */
export type ChosenColumns = Partial<Readonly<Record<RegisterField, string>>>;

type Columns = Partial<Record<RegisterField, number>>;

/**
 * Finds the columns of a file: those a person has chosen first, the rest by the words of their headings. Each column is
 * read as one field; of two with the same meaning the first counts, and the other is listed as unused.
 */
export function mapColumns(headings: readonly string[], chosen: ChosenColumns = {}): ColumnMap {
  const plain = headings.map(plainHeading);
  const columns: Columns = {};
  const unknown: string[] = [];
  for (const [field, heading] of Object.entries(chosen) as [RegisterField, string][]) {
    const index = plain.indexOf(plainHeading(heading));
    if (index === -1) unknown.push(heading);
    else columns[field] = index;
  }
  for (const [index, heading] of plain.entries()) {
    const field = FIELD_OF_HEADING.get(heading);
    if (field === undefined || columns[field] !== undefined) continue;
    if (!Object.values(columns).includes(index)) columns[field] = index;
  }
  settleAddress(columns);
  const used = new Set(Object.values(columns));
  const unused = headings.filter((heading, index) => !used.has(index) && isWorthNaming(heading));
  return { columns, unused, missing: missingOf(columns), unknown };
}

/**
 * Building and room say more than one column with both, so they win over it. A lone column of rooms has to name the whole
 * flat, such as 3-2-501.
 */
function settleAddress(columns: Columns): void {
  if (columns.building !== undefined && columns.room !== undefined) delete columns.household;
  else if (columns.building === undefined && columns.household === undefined && columns.room !== undefined) {
    columns.household = columns.room;
    delete columns.room;
  }
  if (columns.household === undefined) return;
  delete columns.building;
  delete columns.unit;
  delete columns.room;
}

function missingOf(columns: Columns): RegisterField[] {
  const missing: RegisterField[] = [];
  if (columns.household === undefined) {
    if (columns.building === undefined) missing.push('building');
    if (columns.room === undefined) missing.push('room');
  }
  if (columns.name === undefined) missing.push('name');
  return missing;
}

function isWorthNaming(heading: string): boolean {
  const text = cleanCell(heading);
  return text !== '' && text !== REASON_HEADING;
}

/** How well a row would do as the row of headings: how many fields it names. */
export function fieldsNamedBy(cells: readonly string[], chosen: ChosenColumns = {}): number {
  return Object.keys(mapColumns(cells, chosen).columns).length;
}

/** A heading without what people decorate it with: `姓名*`, `联系电话（手机）` and `Id Number` are `姓名`, `联系电话`, `idnumber`. */
export function plainHeading(heading: string): string {
  return cleanCell(heading)
    .toLowerCase()
    .replaceAll(/[([{【].*?[)\]}】]/g, '')
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}

const FIELD_OF_HEADING: ReadonlyMap<string, RegisterField> = new Map(
  REGISTER_FIELDS.flatMap((field) => {
    const { zh, en, others } = FIELD_WORDS[field];
    return [zh, en, ...others].map((word) => [plainHeading(word), field] as const);
  }),
);
