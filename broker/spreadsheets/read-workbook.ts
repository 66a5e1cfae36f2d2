import { GateError } from '#core/errors/gate-error.js';
import type { Clock } from '#core/ports/clock.js';
import { SpreadsheetWorker } from './spreadsheet-worker.js';
import { unpackedSize } from './zip-size.js';

/** Unpacked, a sheet of 100,000 rows has about 60 MB. */
const UNPACKED_LIMIT = 256 * 1024 * 1024;

/** A row of a sheet: its number as the spreadsheet shows it, and its cells as text. */
export interface SheetRow {
  readonly line: number;
  readonly cells: readonly string[];
  /** How far the sheet has been read, 0 to 1. */
  readonly share: number;
}

export interface OpenWorkbook {
  readonly sheet: string;
  readonly sheets: readonly string[];
  /** To be read once; ends the worker at its end, or when the reader turns away. */
  rows(): AsyncGenerator<SheetRow>;
  close(): Promise<void>;
}

interface WorkbookSource {
  readonly file: string;
  readonly bytes: Uint8Array;
  /** Null takes the first sheet. */
  readonly sheet: string | null;
}

/**
 * Opens a sheet of a workbook (XLSX). Numbers keep every digit the file has, dates become `YYYY/M/D`.
 * @throws GateError `file-unreadable`
 */
export async function openWorkbook(
  { file, bytes, sheet }: WorkbookSource,
  clock: Clock,
): Promise<OpenWorkbook> {
  const size = await unpackedSize(bytes, UNPACKED_LIMIT);
  if (size === null || size >= UNPACKED_LIMIT) {
    const problem = size === null ? 'it is not a workbook (XLSX)' : 'unpacked it would be far too large';
    throw new GateError('file-unreadable', { file, problem });
  }
  const worker = new SpreadsheetWorker({ task: 'read', bytes, sheet }, { file, clock });
  try {
    const answer = await worker.answer();
    if (answer.kind === 'opened') {
      return { ...answer, rows: () => rowsOf(worker), close: () => worker.close() };
    }
    const names = answer.kind === 'no-sheet' ? answer.sheets.join(', ') : '';
    throw new GateError('file-unreadable', { file, problem: `it has no such sheet, only: ${names}` });
  } catch (error) {
    await worker.close();
    throw error;
  }
}

async function* rowsOf(worker: SpreadsheetWorker): AsyncGenerator<SheetRow> {
  try {
    for (;;) {
      worker.ask();
      const answer = await worker.answer();
      if (answer.kind !== 'rows' || answer.rows.length === 0) return;
      const { first, rows, total } = answer;
      for (const [at, cells] of rows.entries()) {
        yield { line: first + at + 1, cells, share: (first + at + 1) / total };
      }
    }
  } finally {
    await worker.close();
  }
}
