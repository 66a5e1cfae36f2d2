import { Command } from 'commander';
import type { Terminal } from '../terminal.js';

interface RestoreOptions {
  readonly data: string;
  readonly from: string;
  readonly replace?: boolean;
}

export function restoreCommand(terminal: Terminal): Command {
  return new Command('restore')
    .description('puts the ledger of a backup into a data folder; the service must be stopped')
    .requiredOption('--data <dir>', 'data folder of the service')
    .requiredOption('--from <file>', 'a file that gatehouse backup has made')
    .option('--replace', 'put a ledger that is there aside')
    .action((options: RestoreOptions) => restore(options, terminal));
}

async function restore(options: RestoreOptions, terminal: Terminal): Promise<void> {
  const [{ restoreBackup }, { progressPrinter }, { systemClock }] = await Promise.all([
    import('#broker/backup/restore-backup.js'),
    import('../progress-printer.js'),
    import('#core/bindings/system-clock.js'),
  ]);
  const { data: dataDir, from, replace = false } = options;
  const onProgress = progressPrinter(terminal, systemClock);
  const { manifest, aside } = await restoreBackup({ dataDir, from, replace, clock: systemClock, onProgress });
  if (aside !== null) terminal.out(`the ledger that was there is now in ${aside}`);
  terminal.out(`${from} is restored into ${dataDir}; its last entry is ${manifest.lastEntry}`);
}
