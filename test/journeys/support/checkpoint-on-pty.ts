import { openPty, type Pty } from '#sim/pty.js';
import { checkpointLine, type CheckpointLine } from './checkpoint-lines.js';

const BEAT = 5_000;
/** "Who are you?" */
const QUESTION = '$Q*AB24';

/** A pseudo-terminal that speaks as a checkpoint does by itself: it says who it is when asked, and every 5 s. */
export class CheckpointOnPty {
  readonly #pty: Pty;
  readonly #beat: NodeJS.Timeout;
  readonly #startedAt = Date.now();
  #seq = 0;

  private constructor(pty: Pty) {
    this.#pty = pty;
    this.#beat = setInterval(() => this.#hello(), BEAT);
  }

  static async open(name: string): Promise<CheckpointOnPty> {
    let asked = (): void => undefined;
    const pty = await openPty(name, (chunk) => {
      if (Buffer.from(chunk).toString('latin1').includes(QUESTION)) asked();
    });
    const checkpoint = new CheckpointOnPty(pty);
    asked = () => checkpoint.#hello();
    return checkpoint;
  }

  get path(): string {
    return this.#pty.path;
  }

  say(...lines: CheckpointLine[]): void {
    for (const line of lines) {
      this.garble(line(this.#seq));
      this.#seq += 1;
    }
  }

  /** Bytes as they may come over a bad cable. */
  garble(...chunks: Uint8Array[]): void {
    for (const chunk of chunks) this.#pty.write(chunk);
  }

  async close(): Promise<void> {
    clearInterval(this.#beat);
    await this.#pty.close();
  }

  #hello(): void {
    this.say(checkpointLine('H', `1.4.2,${Date.now() - this.#startedAt}`));
  }
}
