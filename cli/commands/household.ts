import { Command } from 'commander';
import { compoundId, householdId } from '#core/units/ids.js';
import { connectApi, type ServiceOptions } from '../api-client.js';
import { withServiceOptions } from '../service-options.js';
import type { Terminal } from '../terminal.js';

interface OrderOptions extends ServiceOptions {
  readonly compound: string;
  readonly reason: string;
}

/** Orders over single households and residents: what a gate has to know at once. */
export function householdCommand(terminal: Terminal): Command {
  return new Command('household')
    .description('seals and isolation')
    .addCommand(sealCommand('seal', terminal).description('seals a household: nobody goes out'))
    .addCommand(sealCommand('unseal', terminal).description('takes the seal away'))
    .addCommand(isolationCommand('isolate', terminal).description('puts a resident under isolation'))
    .addCommand(isolationCommand('release', terminal).description('lifts the isolation of a resident'));
}

function sealCommand(name: 'seal' | 'unseal', terminal: Terminal): Command {
  const command = orderCommand(name).action(async (household: string, options: OrderOptions) => {
    const path = `${pathOf(household, options)}/${name}`;
    const api = await connectApi(options);
    await api.send({ method: 'POST', path, body: { reason: options.reason } });
    terminal.out(`household ${household} is ${name}ed`);
  });
  return withServiceOptions(command);
}

function isolationCommand(name: 'isolate' | 'release', terminal: Terminal): Command {
  const isolated = name === 'isolate';
  const command = orderCommand(name)
    .argument('<resident>', 'the id inside the household, such as r1')
    .action(async (household: string, resident: string, options: OrderOptions) => {
      const path = `${pathOf(household, options)}/residents/${encodeURIComponent(resident)}/isolation`;
      const api = await connectApi(options);
      await api.send({ method: 'POST', path, body: { isolated, reason: options.reason } });
      terminal.out(`${resident} of ${household} is ${isolated ? 'under isolation' : 'released'}`);
    });
  return withServiceOptions(command);
}

function orderCommand(name: string): Command {
  return new Command(name)
    .argument('<household>', 'building-unit-room, such as 3-2-501')
    .requiredOption('--compound <id>', 'the compound')
    .requiredOption('--reason <text>', 'why; kept with the order');
}

function pathOf(household: string, { compound }: OrderOptions): string {
  return `/compounds/${compoundId(compound)}/households/${householdId(household)}`;
}
