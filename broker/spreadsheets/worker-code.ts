/**
 * The program of the worker that reads and writes workbooks. Both libraries hold the processor for seconds, which the
 * thread that answers the gates cannot spare. It is text, so that it runs the same from sources and from the build; the
 * paths of the libraries come with `workerData`.
 */
export const WORKER_CODE = `
const { parentPort, workerData } = require('node:worker_threads');
const BATCH = 500;

function text(value) {
  if (value === null || value === undefined) return '';
  if (value === true || value === false) return String(value).toUpperCase();
  if (value instanceof Date) return [value.getUTCFullYear(), value.getUTCMonth() + 1, value.getUTCDate()].join('/');
  return String(value);
}

/** Spreadsheets write 13800138000 as 1.3800138E10 too; what has lost digits stays as it is, so that the check sees it. */
function number(raw) {
  const value = Number(raw);
  return Number.isSafeInteger(value) && Math.abs(value) < 1e15 ? String(value) : raw;
}

async function read({ library, bytes, sheet }) {
  const { default: readWorkbook } = require(library);
  const sheets = await readWorkbook(Buffer.from(bytes), { parseNumber: number, trim: false });
  const chosen = sheet === null ? sheets[0] : sheets.find((one) => one.sheet === sheet);
  const names = sheets.map((one) => one.sheet);
  if (chosen === undefined) return parentPort.postMessage({ kind: 'no-sheet', sheets: names });
  const rows = chosen.data;
  let at = 0;
  parentPort.on('message', () => {
    const batch = rows.slice(at, at + BATCH).map((row) => row.map(text));
    parentPort.postMessage({ kind: 'rows', first: at, rows: batch, total: rows.length });
    at += BATCH;
    if (batch.length === 0) parentPort.close();
  });
  parentPort.postMessage({ kind: 'opened', sheet: chosen.sheet, sheets: names });
}

async function write({ library, rows }) {
  const { default: writeWorkbook } = require(library);
  const cells = rows.map((row) => row.map((value) => (value === '' ? null : { value, type: String })));
  const bytes = await writeWorkbook(cells).toBuffer();
  parentPort.postMessage({ kind: 'written', bytes });
}

const work = workerData.task === 'read' ? read : write;
work(workerData).catch((error) => {
  parentPort.postMessage({ kind: 'fault', problem: String(error && error.message) });
});
`;
