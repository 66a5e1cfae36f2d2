import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { Command, Option } from 'commander';
import { systemClock } from '#core/bindings/system-clock.js';
import { GateError, messageOf } from '#core/errors/gate-error.js';
import type { SiteProfile } from '#core/measure/site-profile.js';
import { parseDuration } from '#core/units/duration.js';
import type { Site } from '#core/wire/parts.js';
import type { WatchListener } from '#gateway/watch/watch-device.js';
import { FixtureRecorder } from '../devices/fixture-recorder.js';
import type { WatchOptions } from '../devices/run-watch.js';
import { linePrinter, watchLines } from '../devices/watch-printer.js';
import type { Terminal } from '../terminal.js';

interface DeviceOptions {
  readonly driver: string;
  readonly baud?: string;
  readonly options?: string;
  readonly for?: string;
}

const SITES: readonly Site[] = ['forehead', 'neck', 'wrist', 'ear', 'armpit'];

export function devicesCommand(terminal: Terminal): Command {
  return new Command('devices')
    .description('serial devices of this machine: list them, watch one, record one')
    .addCommand(listCommand(terminal))
    .addCommand(watchCommand(terminal))
    .addCommand(recordCommand(terminal));
}

function listCommand(terminal: Terminal): Command {
  return new Command('list')
    .description('lists serial ports with stable names, vendor and product, and who holds them')
    .option('--json', 'print one JSON object a line')
    .action(async (options: { readonly json?: boolean }) => {
      const { listPorts } = await import('#gateway/serial/list-ports.js');
      const ports = await listPorts();
      if (ports.length === 0) terminal.err('no serial ports found: is the adapter plugged in?');
      for (const port of ports) {
        if (options.json === true) {
          terminal.out(JSON.stringify(port));
          continue;
        }
        const identity = [port.vendor, port.product, port.serialNumber].filter((part) => part !== null);
        terminal.out([port.path, ...identity].join('  '));
        for (const name of port.stableNames) terminal.out(`  ${name}`);
        if (port.heldBy.length > 0) terminal.out(`  held by ${port.heldBy.join(', ')}`);
      }
    });
}

function withDeviceOptions(command: Command): Command {
  return command
    .argument('<path>', 'the port, best by a stable name')
    .requiredOption('--driver <name>', 'which device it is')
    .option('--baud <rate>', "line speed (default: the driver's)")
    .option('--options <json>', 'options of the driver as a JSON object')
    .option('--for <duration>', 'stop by itself after this time, such as 30s');
}

function watchCommand(terminal: Terminal): Command {
  return withDeviceOptions(new Command('watch'))
    .description('shows raw bytes, decoded values, discarded bytes and link events as they come')
    .addOption(new Option('--site <site>', 'where the thermometer measures').choices(SITES))
    .option('--correction <celsius>', 'what is added to the object temperature', Number)
    .option('--json', 'print one JSON object a line')
    .action(
      async (
        path: string,
        options: DeviceOptions & SiteProfile & { json?: boolean; correction?: number },
      ) => {
        const profile = { site: options.site, correctionC: options.correction };
        const print = linePrinter(terminal, options.json === true);
        const { runWatch } = await import('../devices/run-watch.js');
        const watch = await runWatch(watchOptions(path, options), watchLines(profile, print));
        const { frames, badChecks, skippedBytes, timeouts, reopens } = watch;
        if (options.json === true) {
          terminal.out(
            JSON.stringify({ type: 'counters', frames, badChecks, skippedBytes, timeouts, reopens }),
          );
          return;
        }
        terminal.out(
          `frames ${frames}, bad checks ${badChecks}, skipped bytes ${skippedBytes}, time-outs ${timeouts}, reopened ${reopens}`,
        );
      },
    );
}

function recordCommand(terminal: Terminal): Command {
  return withDeviceOptions(new Command('record'))
    .description('records a device as a fixture with time stamps; it may hold codes that people presented')
    .requiredOption('--out <file>', 'the fixture; an existing file is not overwritten')
    .action(async (path: string, options: DeviceOptions & { readonly out: string }) => {
      const file = createWriteStream(options.out, { flags: 'wx' });
      await once(file, 'open').catch((cause: unknown) => {
        throw new GateError('config-unreadable', { path: options.out, problem: messageOf(cause) }, { cause });
      });
      file.write(`# ${options.driver}, recorded\n\n[frames]\n`);
      const recorder = new FixtureRecorder(systemClock, (text) => file.write(text));
      const { runWatch } = await import('../devices/run-watch.js');
      const { frames } = await runWatch(watchOptions(path, options), recorder satisfies WatchListener);
      recorder.finish();
      file.end();
      await once(file, 'close');
      terminal.out(`${frames} frames recorded in ${options.out}`);
    });
}

function watchOptions(path: string, options: DeviceOptions): WatchOptions {
  return {
    path,
    driver: options.driver,
    baud: options.baud ?? null,
    options: options.options ?? '{}',
    duration: options.for === undefined ? null : parseDuration(options.for),
  };
}
