import { Command, Option } from 'commander';
import { interruptible } from '../interrupt.js';
import type { Terminal } from '../terminal.js';
import { LOG_LEVELS } from '../log-levels.js';

interface GatewayCommandOptions {
  readonly config: string;
  readonly log: string;
}

export function gatewayCommand(terminal: Terminal): Command {
  return new Command('gateway')
    .description('runs one gate: devices in, entries out')
    .requiredOption('--config <file>', 'YAML: gate, central, journal, lanes (see docs/operator.md)')
    .addOption(
      new Option('--log <level>', 'least important log lines to show').choices(LOG_LEVELS).default('info'),
    )
    .action((options: GatewayCommandOptions) => runGateway(options, terminal));
}

async function runGateway(options: GatewayCommandOptions, terminal: Terminal): Promise<void> {
  const [{ loadGatewayConfig }, { startRealGateway }, { systemTools }] = await Promise.all([
    import('#gateway/config.js'),
    import('../start-real-gateway.js'),
    import('../tools.js'),
  ]);
  const config = await loadGatewayConfig(options.config);
  await interruptible(async (interrupt) => {
    const gateway = await startRealGateway(config, systemTools(terminal, options.log));
    terminal.out(`gate ${gateway.gate} is running with ${config.lanes.length} lanes`);
    await interrupt.requested;
    terminal.out('stopping');
    await gateway.stop();
  });
}
