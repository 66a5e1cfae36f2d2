import { Command } from 'commander';
import { compoundId } from '#core/units/ids.js';
import { connectApi, type ServiceOptions } from '../api-client.js';
import { withServiceOptions } from '../service-options.js';
import type { Terminal } from '../terminal.js';

interface AddOptions extends ServiceOptions {
  readonly name?: string;
  readonly timezone: string;
}

export function compoundCommand(terminal: Terminal): Command {
  const add = new Command('add')
    .description('adds a compound; it starts controlled, with the default policy')
    .argument('<id>', 'such as lijiang-garden')
    .option('--name <name>', 'what people call it (default: the id)')
    .option('--timezone <zone>', 'IANA time zone', 'Asia/Shanghai')
    .action(async (id: string, options: AddOptions) => {
      const compound = compoundId(id);
      const api = await connectApi(options);
      const body = { id: compound, name: options.name ?? id, timezone: options.timezone };
      await api.send({ method: 'POST', path: '/compounds', body });
      terminal.out(`compound ${compound} added (${options.timezone})`);
    });
  return new Command('compound').description('compounds').addCommand(withServiceOptions(add));
}
