import type { PrintDocument, PrintJob, PrintRequest, Printing } from '#core/api/printing.js';
import { GateError } from '#core/errors/gate-error.js';

/** Print jobs in memory; a test moves them on by hand. */
export class FakePrinting implements Printing {
  readonly requests: PrintRequest[] = [];
  readonly jobs = new Map<string, PrintJob>();

  start(request: PrintRequest): Promise<PrintJob> {
    this.requests.push(request);
    const job: PrintJob = {
      id: `j-${this.requests.length}`,
      state: 'queued',
      done: 0,
      total: request.passes?.length ?? 1,
      signatures: request.signatures === true,
      warnings: [],
      problem: null,
    };
    this.jobs.set(job.id, job);
    return Promise.resolve(job);
  }

  get(id: string): Promise<PrintJob> {
    const job = this.jobs.get(id);
    return job === undefined
      ? Promise.reject(new GateError('not-found', { kind: 'print job', id }))
      : Promise.resolve(job);
  }

  async document(id: string, document: PrintDocument): Promise<Uint8Array> {
    const { state } = await this.get(id);
    if (state !== 'done') throw new GateError('print-not-ready', { id, state });
    return new TextEncoder().encode(`%PDF ${document}`);
  }

  /** Changes what is told of a job. */
  tell(id: string, change: Partial<PrintJob>): void {
    const job = this.jobs.get(id);
    if (job !== undefined) this.jobs.set(id, { ...job, ...change });
  }
}
