import type { SqlSession, SqlValue } from '#core/ports/sql-database.js';
import type { CheckedRow, FileResident } from '#core/register-file/check-row.js';
import { nameKey } from '#core/register-file/person.js';
import { isRejecting, type RowFault } from '#core/register-file/row-faults.js';
import { plainSql } from '../storage/plain-sql.js';

interface StagerParts {
  readonly session: SqlSession;
  readonly id: string;
  readonly hash: (idNumber: string) => string;
}

/** Rows that wait for the next statement: the memory of an import, whatever the size of its file. */
const BATCH = 500;
const TAIL = 4;

const COLUMNS =
  'import, line, state, household, name, name_key, phone, relation, notes, care, id_hash, id_tail, faults, cells';
const PLACES = `(${COLUMNS.replaceAll(/[a-z_]+/g, '?')})`;

/** Writes the rows of a file into `import_rows`, many at a time. */
export class RowStager {
  readonly #parts: StagerParts;
  #waiting: (readonly SqlValue[])[] = [];

  constructor(parts: StagerParts) {
    this.#parts = parts;
  }

  /** Whether rows were written with this one. */
  async add(line: number, cells: readonly string[], row: CheckedRow): Promise<boolean> {
    this.#waiting.push(this.#values(line, cells, row));
    if (this.#waiting.length < BATCH) return false;
    await this.flush();
    return true;
  }

  async flush(): Promise<void> {
    const rows = this.#waiting;
    this.#waiting = [];
    if (rows.length === 0) return;
    const places = rows.map(() => PLACES).join(', ');
    await plainSql(this.#parts.session, `insert into import_rows (${COLUMNS}) values ${places}`, rows.flat());
  }

  #values(line: number, cells: readonly string[], row: CheckedRow): SqlValue[] {
    const { household, faults } = row;
    const { name, phone, relation, care, notes, idNumber } = row.resident ?? NOBODY;
    return [
      this.#parts.id,
      line,
      row.resident === null ? 'rejected' : 'good',
      household,
      name,
      nameKey(name),
      phone,
      relation,
      notes,
      care,
      idNumber === null ? null : this.#parts.hash(idNumber),
      idNumber === null ? null : idNumber.slice(-TAIL),
      codesOf(faults.filter(isRejecting)),
      JSON.stringify(cells),
    ];
  }
}

/** Of a rejected row nothing is kept but its cells, for the file of rejected rows. */
const NOBODY: FileResident = {
  name: '',
  idNumber: null,
  phone: null,
  relation: null,
  care: null,
  notes: null,
};

function codesOf(faults: readonly RowFault[]): string {
  return faults.map(({ code }) => `,${code}`).join('');
}
