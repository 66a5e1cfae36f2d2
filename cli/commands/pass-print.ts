import { setTimeout } from 'node:timers/promises';
import { Command, Option } from 'commander';
import { PrintJobSchema, type PrintJob } from '#core/api/printing.js';
import { GateError } from '#core/errors/gate-error.js';
import { TEMPLATE_NAMES } from '#core/print/templates.js';
import { compoundId, passId } from '#core/units/ids.js';
import { demand, valueChecker } from '#core/wire/parse-message.js';
import { codedError, connectApi, type ApiClient, type ServiceOptions } from '../api-client.js';
import { parseWhole } from '../number-option.js';
import { progressOf } from '../progress.js';
import { saveFile } from '../save-file.js';
import type { Terminal } from '../terminal.js';

interface PrintOptions extends ServiceOptions {
  readonly compound: string;
  readonly building?: string;
  readonly pass?: readonly string[];
  readonly template: string;
  readonly single?: boolean;
  readonly startAt?: string;
  readonly offset?: string;
  readonly printer?: string;
  readonly names?: boolean;
  readonly signatures?: boolean;
  readonly out: string;
}

/** How often the service is asked how far it is. */
const ASK_EVERY = 300;
const MOST_PLACES = 100;

export function passPrintCommand(terminal: Terminal): Command {
  return new Command('print')
    .description('prints passes on sheets (PDF), each read back before it is handed out')
    .requiredOption('--compound <id>', 'the compound')
    .option('--building <id>', 'all valid passes of a building, by unit and room')
    .option('--pass <id...>', 'these passes, in this order')
    .addOption(
      new Option('--template <name>', 'card: ten bank-card size on A4; hang-card: A6; label: 60 x 40 mm')
        .choices(TEMPLATE_NAMES)
        .default('card'),
    )
    .option('--single', 'one a page of its own size: label rolls, card printers, A6 paper')
    .option('--start-at <place>', 'first free place of a part-used sheet, row by row')
    .option('--offset <x,y>', 'mm to the right and downwards, against the drift of the printer')
    .option('--printer <name>', 'use the offset kept for this printer; with --offset, keep that one')
    .option('--names', 'print names of residents too')
    .option('--signatures', 'also make a list to sign for each building, beside the sheets')
    .option('--out <file>', 'where the sheets go', 'passes.pdf')
    .action((options: PrintOptions) => printPasses(options, terminal));
}

async function printPasses(options: PrintOptions, terminal: Terminal): Promise<void> {
  const body = printRequest(options);
  const api = await connectApi(options);
  const started = jobOf(await api.send({ method: 'POST', path: '/print-jobs', body }));
  const job = await finished(started, api, terminal);
  for (const warning of job.warnings) terminal.err(`warning: ${warning}`);
  await save(api, `/print-jobs/${job.id}/sheets.pdf`, options.out);
  terminal.out(`${job.total} passes printed and read back: ${options.out}`);
  if (!job.signatures) return;
  const list = options.out.replace(/(\.pdf)?$/i, '-signatures.pdf');
  await save(api, `/print-jobs/${job.id}/signatures.pdf`, list);
  terminal.out(`signature list: ${list}`);
}

/**
 * What the options ask the service for.
 * @throws GateError `id-invalid`, `number-invalid`
 */
export function printRequest(options: PrintOptions): Readonly<Record<string, unknown>> {
  const { building, pass, template, startAt, offset, printer } = options;
  return {
    compound: compoundId(options.compound),
    template,
    ...(building === undefined ? {} : { building }),
    ...(pass === undefined ? {} : { passes: pass.map(passId) }),
    ...(startAt === undefined
      ? {}
      : { startAt: parseWhole(startAt, { name: 'place', from: 1, to: MOST_PLACES }) }),
    ...(offset === undefined ? {} : { offset: parseOffset(offset) }),
    ...(printer === undefined ? {} : { printer }),
    ...(options.single === true ? { single: true } : {}),
    ...(options.names === true ? { names: true } : {}),
    ...(options.signatures === true ? { signatures: true } : {}),
  };
}

function parseOffset(text: string): { x: number; y: number } {
  const parts = /^\s*(-?\d{1,3}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(text);
  if (parts !== null) return { x: Number(parts[1]), y: Number(parts[2]) };
  throw new GateError('number-invalid', {
    text,
    name: 'offset',
    expected: 'two numbers of mm, such as 0.5,-1',
  });
}

async function finished(started: PrintJob, api: ApiClient, terminal: Terminal): Promise<PrintJob> {
  const progress = progressOf(terminal, 'passes');
  let job = started;
  try {
    while (job.state === 'queued' || job.state === 'running') {
      await setTimeout(ASK_EVERY);
      job = jobOf(await api.send({ method: 'GET', path: `/print-jobs/${job.id}` }));
      progress.update(job.done, job.total);
    }
  } finally {
    progress.stop();
  }
  if (job.problem === null) return job;
  throw codedError(job.problem) ?? new GateError('print-failed', { problem: job.problem.message });
}

const checkJob = valueChecker(PrintJobSchema);

function jobOf(answer: unknown): PrintJob {
  return demand(checkJob(answer), 'print job', '/print-jobs');
}

async function save(api: ApiClient, path: string, file: string): Promise<void> {
  await saveFile(file, await api.download(path));
}
