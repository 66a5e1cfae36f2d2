import { stdout } from 'node:process';
import { pipeline } from 'node:stream/promises';
import { Command, Option } from 'commander';
import { EXPORT_FORMATS } from '#core/api/exports.js';
import { GateError } from '#core/errors/gate-error.js';
import { compoundId } from '#core/units/ids.js';
import { connectApi, type ServiceOptions } from '../api-client.js';
import { saveFile } from '../save-file.js';
import { withServiceOptions } from '../service-options.js';
import type { Terminal } from '../terminal.js';

interface ExportOptions extends ServiceOptions {
  readonly compound: string;
  readonly format: string;
  readonly language?: string;
  readonly out?: string;
  readonly full?: boolean;
  readonly reason?: string;
  readonly gate?: string;
  readonly from?: string;
  readonly to?: string;
}

export function exportCommand(terminal: Terminal): Command {
  const households = exportOf('households', terminal)
    .description('households and residents; names and phones are masked')
    .option('--full', 'everything unmasked')
    .option('--reason <text>', 'why; needed with --full, and logged');
  const entries = exportOf('entries', terminal)
    .description('the entries of a compound, newest first')
    .option('--gate <id>', 'of one gate')
    .option('--from <time>', 'such as 2026-11-25 or 2026-11-25T08:00+08:00')
    .option('--to <time>', 'up to, not including');
  return new Command('export')
    .description('files out of register and ledger')
    .addCommand(households)
    .addCommand(entries);
}

function exportOf(what: 'households' | 'entries', terminal: Terminal): Command {
  const command = new Command(what)
    .requiredOption('--compound <id>', 'the compound')
    .addOption(new Option('--format <format>', 'of the file').choices(EXPORT_FORMATS).default('csv'))
    .addOption(new Option('--language <language>', 'of the headings').choices(['zh', 'en']))
    .option('--out <file>', 'where to write (default: standard output)')
    .action((options: ExportOptions) => exportTo(what, options, terminal));
  return withServiceOptions(command);
}

async function exportTo(what: string, options: ExportOptions, terminal: Terminal): Promise<void> {
  const { format, out } = options;
  if (format === 'xlsx' && out === undefined) {
    throw new GateError('usage-wrong', { problem: 'a workbook needs a file: name it with --out' });
  }
  const query = queryOf(options);
  const api = await connectApi(options);
  const pieces = await api.download(`/exports/${what}?${query}`);
  if (out === undefined) {
    await pipeline(pieces, stdout, { end: false });
    return;
  }
  await saveFile(out, pieces);
  terminal.out(`${what} of ${options.compound} written to ${out}`);
}

function queryOf(options: ExportOptions): string {
  const { compound, format, language, reason, gate } = options;
  const given = {
    compound: compoundId(compound),
    format,
    language,
    full: options.full === true ? 'true' : undefined,
    reason,
    gate,
    from: instantOf('--from', options.from),
    to: instantOf('--to', options.to),
  };
  const pairs = Object.entries(given).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return new URLSearchParams(pairs).toString();
}

/** A day alone begins at midnight of this machine's clock. */
function instantOf(option: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const at = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00` : text);
  if (Number.isFinite(at)) return String(at);
  throw new GateError('usage-wrong', {
    problem: `"${text}" is not a time for ${option}: write 2026-11-25T08:00+08:00`,
  });
}
