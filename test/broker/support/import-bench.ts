import { systemEntropy } from '#core/bindings/system-entropy.js';
import type { ImportUpload } from '#core/api/central.js';
import type { Import } from '#core/api/imports.js';
import type { SqlDatabase, SqlRow, SqlValue } from '#core/ports/sql-database.js';
import { compoundId, type CompoundId } from '#core/units/ids.js';
import { HouseholdRegister } from '#broker/register/household-register.js';
import { RegisterImports } from '#broker/imports/register-imports.js';
import { recordingLogger, type LogLine } from '../../dashboard/support/recording-logger.js';
import { ManualClock } from '../../support/manual-clock.js';
import { openSqliteInMemory, type Engine, type OpenLedger } from './engines.js';
import { plainSql } from '#broker/storage/plain-sql.js';
import type { LedgerStore } from '#broker/ledger/ledger-store.js';
import { addCompound, GARDEN } from './world.js';

/** Rows of a table as CSV. */
export function csv(...rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.join(',')).join('\r\n');
}

/** Imports into the compound `garden` of a new database, and the register they change. */
export class ImportBench {
  readonly database: SqlDatabase;
  readonly clock = new ManualClock();
  readonly lines: LogLine[] = [];
  readonly tools;
  readonly imports: RegisterImports;
  readonly households: HouseholdRegister;

  readonly ledger: LedgerStore;
  readonly #opened: OpenLedger;

  private constructor(opened: OpenLedger) {
    const { database, store: ledger } = opened;
    this.#opened = opened;
    this.database = database;
    this.ledger = ledger;
    this.tools = { database, clock: this.clock, entropy: systemEntropy, logger: recordingLogger(this.lines) };
    this.imports = new RegisterImports(this.tools);
    this.households = new HouseholdRegister({ database, clock: this.clock, ledger });
  }

  /** Without an engine, on SQLite in memory. */
  static async open(engine: Engine = { open: openSqliteInMemory }): Promise<ImportBench> {
    const opened = await engine.open();
    await addCompound(opened.database, { id: GARDEN });
    return new ImportBench(opened);
  }

  close(): Promise<void> {
    return this.#opened.close();
  }

  /** Checks a file, text or bytes. */
  check(file: string | Uint8Array, more: Partial<ImportUpload> = {}): Promise<Import> {
    const bytes = typeof file === 'string' ? Buffer.from(file) : file;
    return this.imports.upload({
      compound: GARDEN,
      name: '居民.csv',
      bytes,
      author: 'li',
      wait: true,
      ...more,
    });
  }

  /** Checks and commits a file. */
  async take(file: string | Uint8Array): Promise<Import> {
    const { id } = await this.check(file);
    return this.imports.commit(id, {}, 'li');
  }

  /** The rows of a question, whatever the engine. */
  rows(text: string, values: readonly SqlValue[] = []): Promise<readonly SqlRow[]> {
    return plainSql(this.database, text, values);
  }

  /** Everything an import can change, as it stands. */
  async register(): Promise<unknown> {
    const all = (table: string, order: string) => this.rows(`select * from ${table} order by ${order}`);
    const details = await all('resident_details', 'compound, household, resident');
    return {
      households: await all('households', 'compound, id'),
      residents: await all('residents', 'compound, household, id'),
      // When it was written is not what it says.
      details: details.map((row) => ({ ...row, written_at: 0 })),
      passes: await all('passes', 'id'),
    };
  }

  /** Names by household, such as `3-2-501 r1 李梅`. */
  async names(): Promise<string[]> {
    const rows = await this.rows('select * from residents order by household, id');
    return rows.map((row) => `${String(row['household'])} ${String(row['id'])} ${String(row['name'])}`);
  }

  async bookVersion(compound: CompoundId = compoundId(GARDEN)): Promise<number> {
    const [row] = await this.rows('select book_version from compounds where id = ?', [compound]);
    return Number(row?.['book_version']);
  }

  /** The text of a file that was given out. */
  async rejected(id: string): Promise<string> {
    const { content } = await this.imports.rejected(id);
    const parts: Buffer[] = [];
    for await (const part of content) parts.push(Buffer.from(part));
    return Buffer.concat(parts).toString('utf8');
  }
}
