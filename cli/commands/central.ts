import { Command, Option } from 'commander';
import { centralSettings, type CentralSettings, type CentralWords } from '../central-settings.js';
import { interruptible } from '../interrupt.js';
import type { RunningCentral } from '../start-central.js';
import type { Terminal } from '../terminal.js';
import { LOG_LEVELS } from '../log-levels.js';

interface CentralCommandOptions extends CentralWords {
  readonly config?: string;
}

export function centralCommand(terminal: Terminal): Command {
  return new Command('central')
    .description('runs the central service: MQTT broker, ledger, rules and dashboard')
    .requiredOption('--data <dir>', 'folder of the ledger; made when it is missing')
    .option('--config <file>', 'YAML with the options below (see docs/operator.md); the command line wins')
    .option('--http <host:port>', 'address of the dashboard (default: 127.0.0.1:8080)')
    .option('--mqtt <host:port>', 'address of the MQTT broker (default: 127.0.0.1:1883)')
    .option('--mqtt-broker <url>', 'join this MQTT broker instead: mqtt://HOST:PORT or mqtts://HOST:PORT')
    .option('--mqtt-user <name>', 'user of the service at that broker')
    .option('--mqtt-password-file <file>', 'file with the password of that user')
    .option('--mqtt-ca <file>', 'PEM file of the authorities it is trusted by (default: those of the system)')
    .option('--mqtt-cert <file>', 'PEM file with the certificate of the service')
    .option('--mqtt-key <file>', 'PEM file with the key of that certificate')
    .option('--node <name>', 'name of this node, another one for each (default: central)')
    .option('--database <url>', 'where the ledger lives (default: sqlite, in the data folder)')
    .option('--font <file>', 'font with Chinese characters for printed passes (default: one of this machine)')
    .addOption(
      new Option('--log <level>', 'least important log lines to show (default: info)').choices(LOG_LEVELS),
    )
    .action((options: CentralCommandOptions) => runCentral(options, terminal));
}

async function runCentral(options: CentralCommandOptions, terminal: Terminal): Promise<void> {
  const settings = centralSettings(options, await configOf(options));
  const [{ startCentral }, { systemTools }, { tuneHeap }] = await Promise.all([
    import('../start-central.js'),
    import('../tools.js'),
    import('../tune-heap.js'),
  ]);
  tuneHeap();
  await interruptible(async (interrupt) => {
    const central = await startCentral(settings, systemTools(terminal, settings.log));
    announce(central, settings, terminal);
    await interrupt.requested;
    terminal.out('stopping');
    await central.stop();
  });
}

async function configOf({ config }: CentralCommandOptions): Promise<Parameters<typeof centralSettings>[1]> {
  if (config === undefined) return {};
  const { loadCentralConfig } = await import('../central-config.js');
  return loadCentralConfig(config);
}

function announce(central: RunningCentral, { mqtt }: CentralSettings, terminal: Terminal): void {
  const { service, url, firstPassword } = central;
  terminal.out(`dashboard  ${url}`);
  const inside = `${service.mqtt.host}:${service.mqtt.port}`;
  terminal.out(`mqtt       ${'external' in mqtt ? mqtt.external.url : inside}`);
  if (firstPassword !== null) terminal.out(`log in as  admin, one-time password ${firstPassword}`);
  terminal.out('ready');
}
