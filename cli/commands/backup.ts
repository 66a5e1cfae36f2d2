import { Command } from 'commander';
import type { Terminal } from '../terminal.js';

interface BackupOptions {
  readonly data: string;
  readonly out: string;
}

export function backupCommand(terminal: Terminal): Command {
  return new Command('backup')
    .description('copies the ledger into one file while the service goes on, and examines the copy')
    .requiredOption('--data <dir>', 'data folder of the service')
    .requiredOption('--out <file>', 'the backup; it must not be there yet')
    .action((options: BackupOptions) => backUp(options, terminal));
}

async function backUp({ data, out }: BackupOptions, terminal: Terminal): Promise<void> {
  const [{ takeBackup }, { ledgerPath }, { progressPrinter }, { systemClock }] = await Promise.all([
    import('#broker/backup/take-backup.js'),
    import('#broker/data-folder.js'),
    import('../progress-printer.js'),
    import('#core/bindings/system-clock.js'),
  ]);
  const onProgress = progressPrinter(terminal, systemClock);
  const { lastEntry } = await takeBackup({ path: ledgerPath(data), out, now: systemClock.now(), onProgress });
  terminal.out(`backup ${out} is whole; its last entry is ${lastEntry}`);
}
