import type { ImportFile } from '#core/api/imports.js';
import { GateError } from '#core/errors/gate-error.js';
import type { Clock } from '#core/ports/clock.js';
import { detectSeparator, type Separator } from '#core/register-file/separator.js';
import { decodedPieces, detectEncoding, type Encoding } from '#core/register-file/text-encoding.js';
import { openWorkbook, type SheetRow } from '../spreadsheets/read-workbook.js';
import { csvRows } from './csv-rows.js';

export interface FileSource {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What a person has chosen; null is found out. */
  readonly encoding: Encoding | null;
  readonly separator: Separator | null;
  readonly sheet: string | null;
}

/** A register file that is open for reading, once. */
export interface RegisterFile {
  readonly file: ImportFile;
  rows(): AsyncGenerator<SheetRow>;
  close(): Promise<void>;
}

/** First bytes of a ZIP archive (XLSX), and of the compound files that held Excel's own format until 2007 (XLS). */
const ZIP = [0x50, 0x4b, 0x03, 0x04];
const COMPOUND_FILE = [0xd0, 0xcf, 0x11, 0xe0];
/** Enough for the first twenty lines. */
const START = 16 * 1024;

/**
 * Opens a register file, whatever it is: CSV in any of our encodings, or XLSX.
 * @throws GateError `file-unreadable`
 */
export async function openRegisterFile(source: FileSource, clock: Clock): Promise<RegisterFile> {
  if (beginsWith(source.bytes, COMPOUND_FILE)) {
    const problem = 'it is an old workbook (XLS) or protected by a password: save it as XLSX or CSV';
    throw new GateError('file-unreadable', { file: source.name, problem });
  }
  return beginsWith(source.bytes, ZIP) ? openXlsx(source, clock) : openCsv(source);
}

async function openXlsx(source: FileSource, clock: Clock): Promise<RegisterFile> {
  const { name, bytes } = source;
  const workbook = await openWorkbook({ file: name, bytes, sheet: source.sheet }, clock);
  const { sheet, sheets } = workbook;
  const file = { name, bytes: bytes.length, format: 'xlsx', encoding: null, separator: null } as const;
  return {
    file: { ...file, sheet, sheets: [...sheets] },
    rows: () => workbook.rows(),
    close: () => workbook.close(),
  };
}

function openCsv(source: FileSource): RegisterFile {
  const { name, bytes } = source;
  const encoding = source.encoding ?? detectEncoding(bytes);
  const [start = ''] = decodedPieces(bytes.subarray(0, START), encoding);
  if (start.includes('\0')) {
    throw new GateError('file-unreadable', { file: name, problem: 'it is neither text nor a workbook' });
  }
  const separator = source.separator ?? detectSeparator(start);
  const file = { name, bytes: bytes.length, format: 'csv', encoding, separator } as const;
  return {
    file: { ...file, sheet: null, sheets: [] },
    rows: () => rowsOf(source, { encoding, separator }),
    close: () => Promise.resolve(),
  };
}

async function* rowsOf(
  { name, bytes }: FileSource,
  { encoding, separator }: { readonly encoding: Encoding; readonly separator: Separator },
): AsyncGenerator<SheetRow> {
  let share = 0;
  const pieces = decodedPieces(bytes, encoding, (read) => {
    share = read;
  });
  for await (const row of csvRows({ file: name, separator, pieces })) yield { ...row, share };
}

function beginsWith(bytes: Uint8Array, mark: readonly number[]): boolean {
  return mark.every((byte, at) => bytes[at] === byte);
}
