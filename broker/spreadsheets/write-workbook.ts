import { GateError } from '#core/errors/gate-error.js';
import type { Clock } from '#core/ports/clock.js';
import { SpreadsheetWorker } from './spreadsheet-worker.js';

/** A workbook (XLSX) of one sheet. Every cell is text, so that ids keep their zeros and nothing is a formula. */
export async function writeWorkbook(rows: readonly (readonly string[])[], clock: Clock): Promise<Uint8Array> {
  const worker = new SpreadsheetWorker({ task: 'write', rows }, { file: 'the workbook', clock });
  try {
    const answer = await worker.answer();
    if (answer.kind === 'written') return answer.bytes;
    throw new GateError('file-unreadable', { file: 'the workbook', problem: 'it could not be written' });
  } finally {
    await worker.close();
  }
}
