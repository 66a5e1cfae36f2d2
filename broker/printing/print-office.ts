import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PrintDocument, PrintJob, PrintRequest, Printing } from '#core/api/printing.js';
import type { KeyLimit, PassKeyId } from '#core/pass/pass-key.js';
import { GateError, messageOf } from '#core/errors/gate-error.js';
import { SheetLayout } from '#core/print/sheet-layout.js';
import { HOUR } from '#core/units/instant.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { ServiceTools } from '../service-tools.js';
import { findFont } from './find-font.js';
import type { Press, PrintOrder } from './print-order.js';
import { printablePasses } from './printable-passes.js';
import { PrinterProfiles } from './printer-profiles.js';

/** How and where passes are printed. */
export interface PrintingOptions {
  /** The data folder of the service. */
  readonly dataDir: string;
  /** The font file to print with; null takes one of this machine's. */
  readonly font: string | null;
  readonly press: Press;
}

interface OfficeTools extends ServiceTools, PrintingOptions {
  readonly database: SqlDatabase;
  /** What became of the key that has signed a QR. */
  readonly limitOf: (key: PassKeyId) => KeyLimit | undefined;
}

interface OpenJob {
  readonly order: PrintOrder;
  told: PrintJob;
}

const FOLDER = 'print';
const PROFILES_FILE = 'printers.json';
const OWNER_FOLDER = 0o700;
/** Jobs that wait for their turn at most. */
const QUEUE_LIMIT = 20;
/** How long documents are kept: they may show names. */
const KEPT_FOR = HOUR;

/** Takes print jobs, prints them one after the other, and keeps their documents for an hour. */
export class PrintOffice implements Printing {
  readonly #tools: OfficeTools;
  readonly #folder: string;
  readonly #profiles: PrinterProfiles;
  readonly #jobs = new Map<string, OpenJob>();
  readonly #queue: OpenJob[] = [];
  readonly #closing = new AbortController();
  #working: Promise<void> | null = null;

  private constructor(tools: OfficeTools) {
    this.#tools = tools;
    this.#folder = join(tools.dataDir, FOLDER);
    this.#profiles = new PrinterProfiles(join(tools.dataDir, PROFILES_FILE));
  }

  /**
   * Opens the office; what an earlier run left behind is removed.
   * @throws GateError `data-folder-unusable`
   */
  static async open(tools: OfficeTools): Promise<PrintOffice> {
    const office = new PrintOffice(tools);
    try {
      await rm(office.#folder, { recursive: true, force: true });
      await mkdir(office.#folder, { recursive: true, mode: OWNER_FOLDER });
    } catch (cause) {
      throw new GateError(
        'data-folder-unusable',
        { path: office.#folder, problem: messageOf(cause) },
        { cause },
      );
    }
    return office;
  }

  async start(request: PrintRequest): Promise<PrintJob> {
    this.#demandRoom();
    const fontPath = await findFont(this.#tools.font);
    const { template, single = false, startAt = 1 } = request;
    const layout = { template, single, startAt, offset: await this.#profiles.offsetOf(request) };
    const { slots } = new SheetLayout(layout);
    const batch = await printablePasses(request, this.#tools);
    await this.#profiles.keep(request);
    this.#demandRoom();
    const id = this.#tools.entropy.uuid();
    const order: PrintOrder = {
      compound: batch.compound,
      passes: batch.passes,
      layout,
      fontPath,
      printedAt: this.#tools.clock.now(),
      printedOn: batch.today,
      sheetsPath: this.#pathOf(id, 'sheets'),
      signaturesPath: request.signatures === true ? this.#pathOf(id, 'signatures') : null,
    };
    this.#tools.logger.info(
      { job: id, passes: batch.passes.length, template, slots },
      'passes are to be printed',
    );
    return this.#enqueue(id, order);
  }

  async get(id: string): Promise<PrintJob> {
    return Promise.resolve(this.#found(id).told);
  }

  async document(id: string, document: PrintDocument): Promise<Uint8Array> {
    const { order, told } = this.#found(id);
    const path = document === 'sheets' ? order.sheetsPath : order.signaturesPath;
    if (told.state !== 'done' || path === null) {
      throw new GateError('print-not-ready', { id, state: told.state });
    }
    return readFile(path);
  }

  /** Stops printing and removes all documents. */
  async stop(): Promise<void> {
    this.#closing.abort();
    this.#queue.length = 0;
    await this.#working;
    await rm(this.#folder, { recursive: true, force: true });
  }

  #demandRoom(): void {
    if (this.#queue.length >= QUEUE_LIMIT) throw new GateError('print-busy', { limit: QUEUE_LIMIT });
  }

  #enqueue(id: string, order: PrintOrder): PrintJob {
    const total = order.passes.length;
    const signatures = order.signaturesPath !== null;
    const job: OpenJob = {
      order,
      told: { id, state: 'queued', done: 0, total, signatures, warnings: [], problem: null },
    };
    this.#jobs.set(id, job);
    this.#queue.push(job);
    this.#working ??= this.#work();
    return job.told;
  }

  async #work(): Promise<void> {
    for (let job = this.#queue.shift(); job !== undefined; job = this.#queue.shift()) {
      await this.#print(job);
      this.#forgetLater(job);
    }
    this.#working = null;
  }

  async #print(job: OpenJob): Promise<void> {
    const { id } = job.told;
    job.told = { ...job.told, state: 'running' };
    try {
      const { warnings } = await this.#tools.press(job.order, {
        onProgress: ({ done }) => {
          job.told = { ...job.told, done };
        },
        signal: this.#closing.signal,
      });
      job.told = { ...job.told, state: 'done', warnings: [...warnings] };
    } catch (error) {
      const { code, message, details } =
        error instanceof GateError ? error : new GateError('print-failed', { problem: messageOf(error) });
      await this.#removeFiles(job);
      job.told = { ...job.told, state: 'failed', problem: { code, message, details: { ...details } } };
      if (!this.#closing.signal.aborted) this.#tools.logger.error({ job: id, code }, message);
    }
  }

  #forgetLater(job: OpenJob): void {
    this.#tools.clock.after(KEPT_FOR, () => {
      this.#jobs.delete(job.told.id);
      void this.#removeFiles(job);
    });
  }

  async #removeFiles({ order, told }: OpenJob): Promise<void> {
    const paths = [order.sheetsPath, order.signaturesPath].filter((path) => path !== null);
    await Promise.all(paths.map((path) => rm(path, { force: true }))).catch((error: unknown) => {
      this.#tools.logger.warn(
        { job: told.id, problem: messageOf(error) },
        'printed passes could not be removed',
      );
    });
  }

  #pathOf(id: string, document: PrintDocument): string {
    return join(this.#folder, `${id}-${document}.pdf`);
  }

  #found(id: string): OpenJob {
    const job = this.#jobs.get(id);
    if (job === undefined) throw new GateError('not-found', { kind: 'print job', id });
    return job;
  }
}
