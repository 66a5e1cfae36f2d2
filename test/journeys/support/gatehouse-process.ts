import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { createInterface } from 'node:readline';

const MAIN = join(import.meta.dirname, '../../../dist/cli/main.js');
const PATIENCE = 60_000;

/** The built `gatehouse` command as a process of its own, with everything it printed. */
export class GatehouseProcess {
  readonly out: string[] = [];
  readonly err: string[] = [];
  readonly #child: ChildProcess;
  readonly #waiting = new Set<() => void>();
  #exit: { code: number | null; signal: NodeJS.Signals | null } | null = null;

  constructor(words: readonly string[]) {
    const child = spawn(process.execPath, [MAIN, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    createInterface({ input: child.stdout }).on('line', (line) => this.#heard(this.out, line));
    createInterface({ input: child.stderr }).on('line', (line) => this.#heard(this.err, line));
    child.once('close', (code, signal) => {
      this.#exit = { code, signal };
      this.#wake();
    });
  }

  /** Everything that was printed, for the message of a failed expectation. */
  get text(): string {
    return [...this.out, ...this.err].join('\n');
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** The first line of standard output that matches; its first group, or the whole match. */
  async line(form: RegExp): Promise<string> {
    const find = (): RegExpExecArray | undefined =>
      this.out.map((line) => form.exec(line)).find((match) => match !== null);
    await this.#until(() => find() !== undefined || this.#exit !== null, String(form));
    const match = find();
    if (match === undefined) throw new Error(`the process ended without ${String(form)}:\n${this.text}`);
    return match[1] ?? match[0];
  }

  /** The exit code, when the process has ended by itself or by the signal. */
  async exitCode(patience = PATIENCE): Promise<number | null> {
    await this.#until(() => this.#exit !== null, 'the end of the process', patience);
    return this.#exit?.code ?? null;
  }

  /** Sends the signal and waits for the end; gives the milliseconds that took. */
  async end(signal: NodeJS.Signals): Promise<number> {
    const since = performance.now();
    if (this.#exit === null) {
      const closed = once(this.#child, 'close');
      this.#child.kill(signal);
      await closed;
    }
    return performance.now() - since;
  }

  async #until(isDone: () => boolean, what: string, patience = PATIENCE): Promise<void> {
    if (isDone()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        reject(new Error(`waited ${patience} ms in vain for ${what}:\n${this.text}`));
      }, patience);
      const look = (): void => {
        if (!isDone()) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
    });
  }

  #heard(lines: string[], line: string): void {
    lines.push(line);
    this.#wake();
  }

  #wake(): void {
    for (const look of [...this.#waiting]) look();
  }
}

/** Runs one command to its end. */
export async function runGatehouse(
  words: readonly string[],
  patience = PATIENCE,
): Promise<{ code: number | null; out: string; err: string }> {
  const child = new GatehouseProcess(words);
  const code = await child.exitCode(patience);
  return { code, out: child.out.join('\n'), err: child.err.join('\n') };
}
