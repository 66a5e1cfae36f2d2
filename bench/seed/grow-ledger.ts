import { join } from 'node:path';
import { BenchFault } from '../support/bench-fault.js';
import { CentralProgram } from '../support/central-program.js';
import type { Cleanup } from '../support/cleanup.js';
import type { Driver } from '../support/driver.js';
import { SqliteFile } from '../support/sqlite-file.js';
import { LEDGER_FILE, type SeededFolder } from './seeded-folder.js';

/** Real entries that the copies are made of. */
const ORIGINALS = 5_000;
const ORIGINAL_SECONDS = 60;
const DAY = 24 * 3_600_000;
/** Columns that differ from the copied row: unique ones grow, and the past was before today. */
const CHANGED: Readonly<Record<string, string>> = {
  id: 'id + :ids',
  seq: 'seq + :seqs',
  at: `at - :step * ${DAY}`,
  received_at: `received_at - :step * ${DAY}`,
  decided_at: `decided_at - :step * ${DAY}`,
};

interface GrowTools {
  readonly command: string;
  readonly cleanup: Cleanup;
  readonly driver: Driver;
  readonly progress: (text: string) => void;
}

/** Fills the ledger of a folder: some entries come through the service, the rest are copies of their rows. */
export async function growLedger(seeded: SeededFolder, rows: number, tools: GrowTools): Promise<void> {
  await sendOriginals(seeded, Math.min(rows, ORIGINALS), tools);
  const file = await SqliteFile.open(join(seeded.data, LEDGER_FILE));
  try {
    await file.exec('pragma journal_mode = delete; pragma synchronous = off; pragma cache_size = -400000;');
    const columns = (await file.all('pragma table_info(entries)')).map((row) => String(row['name']));
    if (!columns.includes('id') || !columns.includes('seq')) {
      throw new BenchFault('the table entries has no id or no seq; adapt bench/seed/grow-ledger.ts');
    }
    await copyRows(file, { columns, rows, progress: tools.progress });
    await savePlaces(file);
    await tellThatAllIsSaved(file);
    await file.exec('pragma journal_mode = wal;');
  } finally {
    await file.close();
  }
}

/** All at once and in their order, which is much faster than beside each copy. */
async function savePlaces(file: SqliteFile): Promise<void> {
  const places = await file.all("select 1 from sqlite_master where type = 'table' and name = 'saved_places'");
  if (places.length === 0) return;
  await file.exec(`delete from saved_places;
    insert into saved_places (journal, seq, entry) select journal, seq, id from entries order by journal, seq`);
}

/** The copies change no state, so a start must not replay them: as after every clean stop, the marks are at the end. */
async function tellThatAllIsSaved(file: SqliteFile): Promise<void> {
  const marks = await file.all("select 1 from sqlite_master where type = 'table' and name = 'ledger_marks'");
  if (marks.length > 0) await file.exec('update ledger_marks set entry = (select max(id) from entries)');
}

async function sendOriginals(seeded: SeededFolder, entries: number, tools: GrowTools): Promise<void> {
  const central = await CentralProgram.start({ ...tools, data: seeded.data });
  const port = await central.port();
  const report = await tools.driver.run({
    gates: seeded.gates.map((gate) => ({ ...gate, port })),
    credentials: seeded.credentials,
    pace: { kind: 'saturated', inFlight: 8 },
    traffic: { kind: 'turns', from: 0 },
    maxEntries: entries,
    maxSeconds: ORIGINAL_SECONDS,
  });
  await central.stop();
  if (report.lost > 0) throw new BenchFault(`${report.lost} entries of the ledger's beginning had no answer`);
}

/** Doubles the rows until there are enough. */
async function copyRows(
  file: SqliteFile,
  { columns, rows, progress }: { columns: readonly string[]; rows: number; progress: (text: string) => void },
): Promise<void> {
  for (let step = 1; ; step += 1) {
    const [found] = await file.all('select count(*) as n, max(id) as ids, max(seq) as seqs from entries');
    const [count, ids, seqs] = [Number(found?.['n']), Number(found?.['ids']), Number(found?.['seqs'])];
    if (count >= rows || count === 0) return;
    progress(`the ledger has ${count.toLocaleString('en-US')} of ${rows.toLocaleString('en-US')} rows`);
    const values = columns.map((column) => CHANGED[column] ?? column).join(', ');
    const sql = `insert into entries (${columns.join(', ')}) select ${values} from entries order by id limit ${rows - count}`;
    await file.run(
      sql.replaceAll(':ids', String(ids)).replaceAll(':seqs', String(seqs)).replaceAll(':step', String(step)),
    );
  }
}
