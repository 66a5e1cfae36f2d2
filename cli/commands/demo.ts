import { Command, Option } from 'commander';
import { parseDuration } from '#core/units/duration.js';
import { parseAddress } from '#core/units/address.js';
import { parseWhole } from '../number-option.js';
import type { Terminal } from '../terminal.js';
import { LOG_LEVELS } from '../log-levels.js';

interface DemoCommandOptions {
  readonly data?: string;
  readonly http: string;
  readonly mqtt: string;
  readonly gates: string;
  readonly pace: string;
  readonly seed: string;
  readonly for?: string;
  readonly log: string;
}

export function demoCommand(terminal: Terminal): Command {
  return new Command('demo')
    .description('runs everything on this machine: service, dashboard, simulated gates and people')
    .option('--data <dir>', 'data folder (default: a fresh temporary folder)')
    .option('--http <host:port>', 'address of the dashboard', '127.0.0.1:8080')
    .option('--mqtt <host:port>', 'address of the MQTT broker', '127.0.0.1:1883')
    .option('--gates <n>', 'how many gates, 1 to 12', '3')
    .option('--pace <n>', 'people a minute and gate, 1 to 60', '10')
    .option('--seed <n>', 'the same seed gives the same story', '1')
    .option('--for <duration>', 'stop by itself after this time, such as 30s, and print a summary')
    .addOption(
      new Option('--log <level>', 'least important log lines to show').choices(LOG_LEVELS).default('info'),
    )
    .action(async (options: DemoCommandOptions) => {
      const { runDemo } = await import('../demo/run-demo.js');
      await runDemo(
        {
          dataDir: options.data ?? null,
          http: parseAddress(options.http, '--http'),
          mqtt: parseAddress(options.mqtt, '--mqtt'),
          gates: parseWhole(options.gates, { name: '--gates', from: 1, to: 12 }),
          pace: parseWhole(options.pace, { name: '--pace', from: 1, to: 60 }),
          seed: parseWhole(options.seed, { name: '--seed', from: 0, to: 2 ** 31 }),
          duration: options.for === undefined ? null : parseDuration(options.for),
          logLevel: options.log,
        },
        terminal,
      );
    });
}
