import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { BenchFault } from './bench-fault.js';
import type { Cleanup } from './cleanup.js';
import { hasProgram } from './has-program.js';

const PATIENCE = 60_000;
/** How long a program may take to end after SIGTERM. */
const GRACE = 10_000;
const LINES_KEPT = 40;

export interface ProgramOptions {
  readonly command: string;
  readonly words: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Another user than our own. */
  readonly uid?: number;
  readonly gid?: number;
}

/** A program ended before it said what was waited for. */
export class ProgramEnded extends BenchFault {
  readonly exitCode: number | null;
  /** The last line that it wrote. */
  readonly lastLine: string;

  constructor(name: string, exitCode: number | null, text: string) {
    super(`${name} ended with ${exitCode ?? 'a signal'}:\n${text}`);
    this.exitCode = exitCode;
    this.lastLine = text.trimEnd().split('\n').at(-1) ?? '';
  }
}

/** What makes the kernel end a child when the bench is killed without a chance to clean up (setpriv(1), of util-linux). */
function endingWithUs(): readonly string[] {
  return hasProgram('setpriv') ? ['setpriv', '--pdeathsig', 'TERM', '--'] : [];
}

/** A program of the bench as a process of its own. It never outlives the bench. */
export class ChildProgram {
  readonly #child: ChildProcess;
  readonly #name: string;
  readonly #lines: string[] = [];
  readonly #errors: string[] = [];
  readonly #forget: () => void;
  #wake: () => void = () => undefined;
  #exit: { readonly code: number | null } | null = null;

  constructor(options: ProgramOptions, cleanup: Cleanup) {
    const { command, words, env, ...rest } = options;
    const [file = command, ...all] = [...endingWithUs(), command, ...words];
    this.#name = [command, ...words].join(' ');
    const own = { ...process.env, ...env };
    this.#child = spawn(file, all, { stdio: ['pipe', 'pipe', 'pipe'], env: own, ...rest });
    this.#forget = cleanup.add(() => this.stop());
    this.#listen(this.#child.stdout, this.#lines);
    this.#listen(this.#child.stderr, this.#errors);
    this.#child.once('error', (error) => this.#errors.push(error.message));
    this.#child.once('close', (code) => {
      this.#exit = { code };
      this.#forget();
      this.#wake();
    });
  }

  /** A script of the bench, in Node. */
  static node(script: string, options: Omit<ProgramOptions, 'command'>, cleanup: Cleanup): ChildProgram {
    return new ChildProgram(
      { ...options, command: process.execPath, words: [script, ...options.words] },
      cleanup,
    );
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get hasEnded(): boolean {
    return this.#exit !== null;
  }

  /** The last lines that it wrote, for the message of a fault. */
  get text(): string {
    return [...this.#lines, ...this.#errors].join('\n');
  }

  /** The first group of the first line of standard output that matches. */
  async line(form: RegExp, patience = PATIENCE): Promise<string> {
    const giveUpAt = Date.now() + patience;
    for (;;) {
      const match = this.#lines.map((line) => form.exec(line)).find((found) => found !== null);
      if (match) return match[1] ?? match[0];
      if (this.#exit !== null) throw new ProgramEnded(this.#name, this.#exit.code, this.text);
      const left = giveUpAt - Date.now();
      if (left <= 0)
        throw new BenchFault(`${this.#name} did not say ${String(form)} in ${patience} ms:\n${this.text}`);
      await this.#news(left);
    }
  }

  /** Ends it, by force when it does not listen. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.#exit !== null || this.#child.pid === undefined) return;
    const closed = once(this.#child, 'close');
    this.#child.kill(signal);
    const force = setTimeout(() => this.#child.kill('SIGKILL'), GRACE);
    await closed;
    clearTimeout(force);
  }

  /** Waits for it to end by itself, and gives its exit code. */
  async ended(patience = PATIENCE): Promise<number | null> {
    const giveUpAt = Date.now() + patience;
    while (this.#exit === null) {
      const left = giveUpAt - Date.now();
      if (left <= 0) throw new BenchFault(`${this.#name} did not end in ${patience} ms:\n${this.text}`);
      await this.#news(left);
    }
    return this.#exit.code;
  }

  #news(patience: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, patience);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #listen(stream: NodeJS.ReadableStream | null, lines: string[]): void {
    if (stream === null) return;
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (lines.length > LINES_KEPT) lines.splice(LINES_KEPT / 2, 1);
      this.#wake();
    });
  }
}
