import { Command } from 'commander';
import { GateError } from '#core/errors/gate-error.js';
import { compoundId } from '#core/units/ids.js';
import { connectApi, type ServiceOptions } from '../api-client.js';
import { withServiceOptions } from '../service-options.js';
import type { Terminal } from '../terminal.js';

const NAMES = [
  'outside',
  'overdue',
  'next-outings',
  'not-seen-out',
  'conflicts',
  'overrides',
  'passes-at-two-gates',
] as const;

interface ListOptions extends ServiceOptions {
  readonly compound: string;
  readonly days?: string;
}

/** Prints a derived list as JSON lines, one item a line, so that it can be read, searched and counted. */
export function listCommand(terminal: Terminal): Command {
  const command = new Command('list')
    .description('prints a list of a compound, one JSON object a line')
    .argument('<name>', NAMES.join(', '))
    .requiredOption('--compound <id>', 'the compound')
    .option('--days <days>', 'of not-seen-out: at least so many days (default: 7)')
    .action(async (name: string, options: ListOptions) => {
      await print(pathOf(name, options), options, terminal);
    });
  return withServiceOptions(command);
}

/** @throws GateError `number-invalid`, `list-unknown` */
function pathOf(name: string, { compound, days }: ListOptions): string {
  if (!(NAMES as readonly string[]).includes(name)) {
    throw new GateError('list-unknown', { name, names: NAMES.join(', ') });
  }
  if (days !== undefined && !/^[1-9]\d?$/.test(days)) {
    throw new GateError('number-invalid', { text: days, name: 'number of days', expected: '1 to 60' });
  }
  const query = new URLSearchParams({ compound: compoundId(compound), limit: '500' });
  if (days !== undefined) query.set('days', days);
  return `/lists/${name}?${query.toString()}`;
}

async function print(path: string, options: ServiceOptions, terminal: Terminal): Promise<void> {
  const api = await connectApi(options);
  for (let next: string | null = ''; next !== null;) {
    const after: string = next === '' ? '' : `&after=${encodeURIComponent(next)}`;
    const page = (await api.send({ method: 'GET', path: path + after })) as {
      readonly items: readonly unknown[];
      readonly next: string | null;
    };
    for (const item of page.items) terminal.out(JSON.stringify(item));
    next = page.next;
  }
}
