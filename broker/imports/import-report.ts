import type { Import, ImportColumns, ImportDifference, ImportFile } from '#core/api/imports.js';
import type { ErrorCode } from '#core/errors/codes.js';
import { GateError, type ErrorDetails } from '#core/errors/gate-error.js';
import type { TalliedFault } from '#core/register-file/fault-tally.js';
import { ROW_FAULTS } from '#core/register-file/row-faults.js';
import { MINUTE, type Instant } from '#core/units/instant.js';
import type { ImportRecordRow } from '../storage/register-schema.js';

/** What an import has found out so far; kept as one document. No names, and nothing of a person but masked examples. */
export interface ImportReport {
  readonly problem: { readonly code: ErrorCode; readonly details: ErrorDetails } | null;
  readonly file: ImportFile | null;
  readonly columns: ImportColumns | null;
  readonly counts: Import['counts'];
  readonly faults: readonly TalliedFault[];
  readonly difference: ImportDifference | null;
  /** Milliseconds. */
  readonly checkTook: number | null;
}

export const EMPTY_REPORT: ImportReport = {
  problem: null,
  file: null,
  columns: null,
  counts: { rows: 0, good: 0, rejected: 0, empty: 0 },
  faults: [],
  difference: null,
  checkTook: null,
};

/** A check that has not been heard of for so long was cut off: its process has gone. */
const SILENCE = MINUTE;

/** An import as the API tells it. */
export function importOf(row: ImportRecordRow, now: Instant): Import {
  const isCutOff = row.state === 'checking' && now - row.heard_at > SILENCE;
  const report = JSON.parse(row.report) as ImportReport;
  const problem = isCutOff ? { code: 'import-interrupted' as const, details: {} } : report.problem;
  return {
    id: row.id,
    compound: row.compound,
    state: isCutOff ? 'refused' : row.state,
    author: row.author,
    createdAt: row.created_at,
    fileName: row.file_name,
    progress: { rows: row.rows_read, percent: row.percent },
    problem: problem === null ? null : told(problem),
    file: report.file,
    columns: report.columns,
    preview: row.preview === null ? [] : (JSON.parse(row.preview) as string[][]),
    counts: report.counts,
    faults: report.faults.map(({ code, count, examples }) => ({
      code,
      ...ROW_FAULTS[code],
      count,
      examples: [...examples],
    })),
    difference: report.difference,
    checkTook: report.checkTook,
    ...endOf(row),
  };
}

function endOf(
  row: ImportRecordRow,
): Pick<Import, 'missing' | 'committedAt' | 'committedBy' | 'undoneAt' | 'undoneBy'> {
  return {
    missing: row.missing,
    committedAt: row.committed_at,
    committedBy: row.committed_by,
    undoneAt: row.undone_at,
    undoneBy: row.undone_by,
  };
}

function told({ code, details }: NonNullable<ImportReport['problem']>): NonNullable<Import['problem']> {
  return { code, message: new GateError(code, details).message, details: { ...details } };
}
