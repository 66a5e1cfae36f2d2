import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { DriverJob, DriverMessage, DriverReport } from '../driver/driver-job.js';
import { BenchFault } from './bench-fault.js';
import type { Cleanup } from './cleanup.js';

/** On top of the time that a job may send. */
const SLACK = 60_000;

/** The driver process, seen from the measuring process. */
export class Driver {
  readonly #child: ChildProcess;

  constructor(cleanup: Cleanup) {
    this.#child = fork(join(import.meta.dirname, '../driver/driver-process.js'));
    cleanup.add(() => this.stop());
  }

  /** @param onBegin called when the gates are connected, before the first entry; warm caches and buffers are behind it */
  run(job: DriverJob, onBegin: () => void = () => undefined): Promise<DriverReport> {
    return new Promise<DriverReport>((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer);
        this.#child.off('message', onMessage);
        this.#child.off('exit', onExit);
      };
      const fail = (problem: string): void => {
        settle();
        reject(new BenchFault(problem));
      };
      const onMessage = (message: DriverMessage): void => {
        if (message.kind === 'begin') onBegin();
        else if (message.kind === 'failed') fail(message.problem);
        else {
          settle();
          resolve(message.report);
        }
      };
      const onExit = (): void => fail('the driver process ended');
      const limit = job.maxSeconds * 1000 + SLACK;
      const timer = setTimeout(() => fail(`the driver did not report in ${limit} ms`), limit);
      this.#child.on('message', onMessage);
      this.#child.on('exit', onExit);
      this.#child.send(job);
    });
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }
}
