import { Command, Option } from 'commander';
import { parseAddress } from '#core/units/address.js';
import { interruptible } from '../interrupt.js';
import type { RunningCentral } from '../start-central.js';
import type { Terminal } from '../terminal.js';
import { LOG_LEVELS } from '../log-levels.js';

interface CentralCommandOptions {
  readonly data: string;
  readonly http: string;
  readonly mqtt: string;
  readonly log: string;
  readonly font?: string;
}

export function centralCommand(terminal: Terminal): Command {
  return new Command('central')
    .description('runs the central service: MQTT broker, ledger, rules and dashboard')
    .requiredOption('--data <dir>', 'folder of the ledger; made when it is missing')
    .option('--http <host:port>', 'address of the dashboard', '127.0.0.1:8080')
    .option('--mqtt <host:port>', 'address of the MQTT broker', '127.0.0.1:1883')
    .option('--font <file>', 'font with Chinese characters for printed passes (default: one of this machine)')
    .addOption(
      new Option('--log <level>', 'least important log lines to show').choices(LOG_LEVELS).default('info'),
    )
    .action((options: CentralCommandOptions) => runCentral(options, terminal));
}

async function runCentral(options: CentralCommandOptions, terminal: Terminal): Promise<void> {
  const addresses = {
    http: parseAddress(options.http, '--http'),
    mqtt: parseAddress(options.mqtt, '--mqtt'),
  };
  const [{ startCentral }, { systemTools }] = await Promise.all([
    import('../start-central.js'),
    import('../tools.js'),
  ]);
  await interruptible(async (interrupt) => {
    const central = await startCentral(
      { dataDir: options.data, font: options.font, ...addresses },
      systemTools(terminal, options.log),
    );
    announce(central, terminal);
    await interrupt.requested;
    terminal.out('stopping');
    await central.stop();
  });
}

function announce({ service, url }: RunningCentral, terminal: Terminal): void {
  terminal.out(`dashboard  ${url}`);
  terminal.out(`mqtt       ${service.mqtt.host}:${service.mqtt.port}`);
  if (service.firstPassword !== null) {
    terminal.out(`log in as  admin, one-time password ${service.firstPassword}`);
  }
  terminal.out('ready');
}
