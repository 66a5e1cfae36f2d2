import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { GateError, messageOf } from '#core/errors/gate-error.js';
import type { Clock } from '#core/ports/clock.js';
import { SECOND } from '#core/units/instant.js';
import { WORKER_CODE } from './worker-code.js';

/** A workbook of 100,000 rows needs about 300 MB; one made to fill the memory ends its worker, and nothing else. */
const MEMORY_MB = 768;
const PATIENCE = 300 * SECOND;

const resolve = createRequire(import.meta.url).resolve;
const LIBRARIES = {
  read: resolve('read-excel-file/node'),
  write: resolve('write-excel-file/node'),
} as const;

export type WorkerTask =
  | { readonly task: 'read'; readonly bytes: Uint8Array; readonly sheet: string | null }
  | { readonly task: 'write'; readonly rows: readonly (readonly string[])[] };

export type WorkerAnswer =
  | { readonly kind: 'opened'; readonly sheet: string; readonly sheets: readonly string[] }
  | { readonly kind: 'no-sheet'; readonly sheets: readonly string[] }
  | {
      readonly kind: 'rows';
      readonly first: number;
      readonly total: number;
      readonly rows: readonly (readonly string[])[];
    }
  | { readonly kind: 'written'; readonly bytes: Uint8Array }
  | { readonly kind: 'fault'; readonly problem: string };

/** One workbook, read or written in a thread of its own. */
export class SpreadsheetWorker {
  readonly #worker: Worker;
  readonly #file: string;
  readonly #clock: Clock;
  #fault: GateError | null = null;
  #answer: ((answer: WorkerAnswer | GateError) => void) | null = null;
  #kept: WorkerAnswer | null = null;

  /** `file` names the workbook in faults. */
  constructor(task: WorkerTask, { file, clock }: { readonly file: string; readonly clock: Clock }) {
    this.#file = file;
    this.#clock = clock;
    this.#worker = new Worker(WORKER_CODE, {
      eval: true,
      workerData: { ...task, library: LIBRARIES[task.task] },
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
      stdout: true,
      stderr: true,
    });
    this.#worker.on('message', (answer: WorkerAnswer) => this.#take(answer));
    this.#worker.on('error', (error) => this.#fail(messageOf(error)));
    this.#worker.on('exit', () => this.#fail('it could not be read to its end'));
  }

  /** Asks for the next rows; `answer` gives them. */
  ask(): void {
    this.#worker.postMessage('next');
  }

  /** @throws GateError `file-unreadable` */
  async answer(): Promise<WorkerAnswer> {
    const answer = this.#kept ?? this.#fault ?? (await this.#awaited());
    this.#kept = null;
    if (answer instanceof GateError) throw answer;
    if (answer.kind === 'fault') throw this.#unreadable(answer.problem);
    return answer;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #awaited(): Promise<WorkerAnswer | GateError> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(PATIENCE, () => {
        this.#fail(`it took longer than ${PATIENCE / SECOND} s`);
      });
      this.#answer = (answer) => {
        cancel();
        this.#answer = null;
        resolve(answer);
      };
    });
  }

  #take(answer: WorkerAnswer): void {
    if (this.#answer === null) this.#kept = answer;
    else this.#answer(answer);
  }

  #fail(problem: string): void {
    this.#fault ??= this.#unreadable(problem);
    this.#answer?.(this.#fault);
  }

  #unreadable(problem: string): GateError {
    return new GateError('file-unreadable', { file: this.#file, problem });
  }
}
