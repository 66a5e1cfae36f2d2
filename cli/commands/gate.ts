import { Command } from 'commander';
import { AddedGateSchema } from '#core/api/gates.js';
import { compoundId, gateId } from '#core/units/ids.js';
import { demand, valueChecker } from '#core/wire/parse-message.js';
import { connectApi, type ServiceOptions } from '../api-client.js';
import { withServiceOptions } from '../service-options.js';
import type { Terminal } from '../terminal.js';

interface AddOptions extends ServiceOptions {
  readonly compound: string;
  readonly name?: string;
  readonly json?: boolean;
}

export function gateCommand(terminal: Terminal): Command {
  const check = valueChecker(AddedGateSchema);
  const add = new Command('add')
    .description('adds a gate and shows its MQTT password, once')
    .argument('<id>', 'such as north')
    .requiredOption('--compound <id>', 'the compound it belongs to')
    .option('--name <name>', 'what people call it (default: the id)')
    .option('--json', 'print one JSON object')
    .action(async (id: string, options: AddOptions) => {
      const body = { id: gateId(id), compound: compoundId(options.compound), name: options.name ?? id };
      const api = await connectApi(options);
      const answer = demand(
        check(await api.send({ method: 'POST', path: '/gates', body })),
        'gate',
        '/gates',
      );
      if (options.json === true) {
        terminal.out(JSON.stringify({ gate: answer.gate.id, password: answer.password }));
        return;
      }
      terminal.out(`gate ${answer.gate.id} added to ${answer.gate.compound}`);
      terminal.out(`MQTT user ${answer.gate.id}, password ${answer.password} (shown this once)`);
    });
  return new Command('gate').description('gates').addCommand(withServiceOptions(add));
}
