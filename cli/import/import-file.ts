import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { IMPORT_FILE_LIMIT, ImportSchema, type Import, type MissingChoice } from '#core/api/imports.js';
import { ERROR_CODES, type ErrorCode } from '#core/errors/codes.js';
import { GateError, messageOf } from '#core/errors/gate-error.js';
import { compoundId } from '#core/units/ids.js';
import { demand, valueChecker } from '#core/wire/parse-message.js';
import { connectApi, type ApiClient, type ServiceOptions } from '../api-client.js';
import { saveFile } from '../save-file.js';
import type { Terminal } from '../terminal.js';
import { showProgress } from './progress.js';
import { reportLines } from './report.js';

export interface ImportOptions extends ServiceOptions {
  readonly compound?: string;
  readonly dryRun?: boolean;
  readonly missing: MissingChoice;
  readonly encoding?: string;
  readonly sheet?: string;
  readonly mapping?: string;
  readonly rejected?: string;
  readonly yes?: boolean;
}

const LOOK_EVERY = 200;
const MIB = 1024 * 1024;

const check = valueChecker(ImportSchema);

/** Checks a register file through the service, shows what it found, and takes it over unless something speaks against it. */
export async function importFile(file: string, options: ImportOptions, terminal: Terminal): Promise<void> {
  if (options.compound === undefined) {
    throw new GateError('usage-wrong', { problem: "required option '--compound <id>' not specified" });
  }
  const compound = compoundId(options.compound);
  const bytes = await bytesOf(file);
  const api = await connectApi(options);
  const query = uploadQuery(file, { ...options, compound });
  const started = importOf(await api.sendFile(`/imports?${query}`, bytes));
  const checked = await waited(started, api, terminal);
  if (checked.problem !== null) throw problemOf(checked.problem);

  for (const line of reportLines(checked)) terminal.out(line);
  if (options.rejected !== undefined && checked.counts.rejected > 0) {
    await saveFile(options.rejected, await api.download(`/imports/${checked.id}/rejected`));
    terminal.out(`rejected rows with their reasons: ${options.rejected}`);
  }
  if (checked.counts.rejected > 0 && options.yes !== true) throw rowsRejected(file, checked);
  if (options.dryRun === true) {
    terminal.out(`${file} is good; nothing was changed`);
    return;
  }
  const body = { missing: options.missing, confirm: options.yes === true };
  const done = importOf(await api.send({ method: 'POST', path: `/imports/${checked.id}/commit`, body }));
  terminal.out(`imported into ${compound}; to take it back: gatehouse import undo ${done.id}`);
}

/** Gives the register back what an import changed. */
export async function undoImport(id: string, options: ServiceOptions, terminal: Terminal): Promise<void> {
  const api = await connectApi(options);
  const path = `/imports/${encodeURIComponent(id)}/undo`;
  const undone = importOf(await api.send({ method: 'POST', path }));
  terminal.out(`import ${undone.id} of ${undone.fileName} is undone`);
}

async function bytesOf(file: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new GateError('file-unreadable', { file, problem: messageOf(cause) }, { cause });
  });
  if (bytes.length > IMPORT_FILE_LIMIT)
    throw new GateError('file-too-large', { limit: IMPORT_FILE_LIMIT / MIB });
  return new Uint8Array(bytes);
}

function uploadQuery(file: string, options: ImportOptions & { readonly compound: string }): string {
  const { compound, encoding, sheet, mapping } = options;
  const given = { compound, name: basename(file), wait: 'false', encoding, sheet, mapping };
  const pairs = Object.entries(given).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return new URLSearchParams(pairs).toString();
}

function importOf(value: unknown): Import {
  return demand(check(value), 'import', '/imports');
}

async function waited(started: Import, api: ApiClient, terminal: Terminal): Promise<Import> {
  const progress = showProgress(terminal);
  let now = started;
  try {
    while (now.state === 'checking') {
      await sleep(LOOK_EVERY);
      now = importOf(await api.send({ method: 'GET', path: `/imports/${started.id}` }));
      progress.update(now.progress.percent, now.progress.rows);
    }
  } finally {
    progress.stop();
  }
  return now;
}

function problemOf({ code, message, details }: NonNullable<Import['problem']>): GateError {
  if (Object.hasOwn(ERROR_CODES, code)) return new GateError(code as ErrorCode, details);
  return new GateError('request-invalid', { problem: message });
}

function rowsRejected(file: string, { counts, faults }: Import): GateError {
  const kinds = faults
    .filter(({ effect }) => effect === 'rejected')
    .map(({ code, count }) => `${count} x ${code}`);
  const problems = `${kinds.join(', ')}; correct them, or import the others with --yes`;
  return new GateError('import-invalid', { file, count: counts.rejected, problems });
}
