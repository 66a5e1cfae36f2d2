import type { ImportUpload } from '#core/api/central.js';
import type { ImportDifference } from '#core/api/imports.js';
import { GateError, messageOf } from '#core/errors/gate-error.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { parseChosenColumns } from '#core/register-file/chosen-columns.js';
import { FaultTally } from '#core/register-file/fault-tally.js';
import { HOUR, type Instant } from '#core/units/instant.js';
import type { Separator } from '#core/register-file/separator.js';
import { plainSql } from '../storage/plain-sql.js';
import type { ServiceTools } from '../service-tools.js';
import { checkAcrossRows, noticeRegisteredElsewhere } from './across-rows.js';
import { checkRows, demandColumns, readHead, type RowCounts } from './check-file.js';
import { idNumberHash } from './id-number-key.js';
import { EMPTY_REPORT, type ImportReport } from './import-report.js';
import type { ImportStore } from './import-store.js';
import { planDifference } from './plan-difference.js';
import { openRegisterFile, type RegisterFile } from './register-file.js';
import { RowStager } from './row-stager.js';

interface CheckTools extends ServiceTools {
  readonly database: SqlDatabase;
  readonly store: ImportStore;
}

const SEPARATOR_NAMES: Readonly<Record<NonNullable<ImportUpload['separator']>, Separator>> = {
  comma: ',',
  tab: '\t',
  semicolon: ';',
};

/** How much of the whole the reading of the rows is, in percent; the rest is comparing. */
const READING = 70;
/** Identity numbers are of China, where the date changes at 16:00 UTC. */
const CHINA_OFFSET = 8 * HOUR;

/** One check of one file, from its bytes to the difference. */
export class ImportCheck {
  readonly #id: string;
  readonly #upload: ImportUpload;
  readonly #tools: CheckTools;
  readonly #tally = new FaultTally();
  #report: ImportReport = EMPTY_REPORT;

  constructor(id: string, upload: ImportUpload, tools: CheckTools) {
    this.#id = id;
    this.#upload = upload;
    this.#tools = tools;
  }

  /** Never throws: what goes wrong is kept as the problem of the import. */
  async run(): Promise<void> {
    const { store, logger, clock } = this.#tools;
    const since = clock.monotonic();
    try {
      await this.#check();
      this.#report = { ...this.#report, checkTook: Math.round(clock.monotonic() - since) };
      await store.setReport(this.#id, this.#report, { state: 'checked', percent: 100 });
      logger.info({ import: this.#id, ...this.#report.counts }, 'a register file was checked');
    } catch (error) {
      await this.#refuse(error);
    }
  }

  async #refuse(error: unknown): Promise<void> {
    const { store, logger } = this.#tools;
    const { code, details } =
      error instanceof GateError ? error : new GateError('internal-fault', { id: this.#id });
    if (!(error instanceof GateError)) {
      logger.error({ id: this.#id, stack: error instanceof Error ? error.stack : null }, messageOf(error));
    }
    this.#report = { ...this.#report, problem: { code, details } };
    await store.setReport(this.#id, this.#report, { state: 'refused' }).catch((cause: unknown) => {
      logger.error({ id: this.#id, problem: messageOf(cause) }, 'the end of a check could not be recorded');
    });
  }

  async #check(): Promise<void> {
    const { name = 'the file', encoding = null, separator, sheet = null, bytes } = this.#upload;
    const chosen = separator === undefined ? null : SEPARATOR_NAMES[separator];
    const source = { name, bytes, encoding, separator: chosen, sheet };
    const file = await openRegisterFile(source, this.#tools.clock);
    this.#report = { ...this.#report, file: file.file };
    try {
      const counts = await this.#stage(file, name);
      await this.#settle(counts);
    } finally {
      await file.close();
    }
  }

  async #stage(file: RegisterFile, name: string): Promise<RowCounts> {
    const { store, database: session, clock } = this.#tools;
    const rows = file.rows();
    const head = await readHead(rows, parseChosenColumns(this.#upload.mapping ?? ''));
    this.#report = { ...this.#report, columns: head.columns };
    await store.setReport(this.#id, this.#report, { preview: JSON.stringify(head.preview) });
    demandColumns(name, head);
    const hash = await idNumberHash(session, this.#tools);
    return checkRows(rows, {
      head,
      today: chineseDate(clock.now()),
      tally: this.#tally,
      stager: new RowStager({ session, id: this.#id, hash }),
      onProgress: (count, share) => this.#tell(count, Math.floor(share * READING)),
    });
  }

  async #settle({ rows, empty }: RowCounts): Promise<void> {
    const { database: session } = this.#tools;
    const of = { id: this.#id, compound: this.#upload.compound };
    const with_ = { session, tally: this.#tally };
    await this.#tell(rows, READING);
    await checkAcrossRows(this.#id, with_);
    await noticeRegisteredElsewhere(of, with_);
    await this.#tell(rows, READING + 10);
    const difference: ImportDifference = await planDifference(of, session);
    const [found] = await plainSql(
      session,
      "select count(*) as good from import_rows where import = ? and state = 'good'",
      [this.#id],
    );
    const good = Number(found?.good ?? 0);
    const counts = { rows, good, rejected: rows - good, empty };
    this.#report = { ...this.#report, counts, faults: this.#tally.groups(), difference };
  }

  async #tell(rows: number, percent: number): Promise<void> {
    const heard = this.#tools.clock.now();
    await this.#tools.store.change(this.#id, { rows_read: rows, percent, heard_at: heard });
  }
}

function chineseDate(now: Instant): string {
  return new Date(now + CHINA_OFFSET).toISOString().slice(0, 10).replaceAll('-', '');
}
