import { Command } from 'commander';
import type { Terminal } from '../terminal.js';

interface EngineOptions {
  readonly from: string;
  readonly to: string;
}

export function migrateEngineCommand(terminal: Terminal): Command {
  return new Command('migrate-engine')
    .description('copies the ledger of a stopped service from SQLite into an empty PostgreSQL database')
    .requiredOption('--from <dir>', 'data folder of the service')
    .requiredOption('--to <url>', 'such as postgres://gatehouse:secret@db.example/gatehouse')
    .action((options: EngineOptions) => migrateFolder(options, terminal));
}

async function migrateFolder({ from, to }: EngineOptions, terminal: Terminal): Promise<void> {
  const [{ migrateEngine }, { ledgerPath }, { openPostgres }, { progressPrinter }, { systemClock }] =
    await Promise.all([
      import('#broker/migrate-engine/migrate-engine.js'),
      import('#broker/data-folder.js'),
      import('#core/bindings/postgres-database.js'),
      import('../progress-printer.js'),
      import('#core/bindings/system-clock.js'),
    ]);
  // A page of rows or an examination may take its time.
  const target = await openPostgres({ url: to, answerLimit: 0 });
  try {
    const onProgress = progressPrinter(terminal, systemClock);
    const order = { from: ledgerPath(from), to: target, clock: systemClock, onProgress };
    const { entries, states } = await migrateEngine(order);
    terminal.out(`copied and whole: ${entries} entries, ${states} states`);
  } finally {
    await target.close();
  }
}
