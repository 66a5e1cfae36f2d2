import { Command, Option } from 'commander';
import { interruptible } from '../interrupt.js';
import type { Terminal } from '../terminal.js';
import { LOG_LEVELS } from '../log-levels.js';

interface SimCommandOptions {
  readonly config: string;
  readonly log: string;
}

export function simCommand(terminal: Terminal): Command {
  return new Command('sim')
    .description('runs simulated devices on pseudo-terminals and people who walk up to them')
    .requiredOption('--config <file>', 'YAML: pace, seed, weather, lanes, population (see docs/developer.md)')
    .addOption(
      new Option('--log <level>', 'least important log lines to show').choices(LOG_LEVELS).default('info'),
    )
    .action((options: SimCommandOptions) => runSim(options, terminal));
}

async function runSim(options: SimCommandOptions, terminal: Terminal): Promise<void> {
  const [{ loadSimulationConfig }, { seededEntropy }, { startSimulation }, { systemTools }] =
    await Promise.all([
      import('#sim/config.js'),
      import('#sim/seeded-entropy.js'),
      import('#sim/simulation.js'),
      import('../tools.js'),
    ]);
  const config = await loadSimulationConfig(options.config);
  const tools = { ...systemTools(terminal, options.log), entropy: seededEntropy(config.seed) };
  await interruptible(async (interrupt) => {
    const simulation = await startSimulation(config, tools);
    for (const path of simulation.paths) terminal.out(`device ${path}`);
    terminal.out('ready');
    await interrupt.requested;
    await simulation.stop();
    terminal.out(`${simulation.presented().length} presentations made`);
  });
}
