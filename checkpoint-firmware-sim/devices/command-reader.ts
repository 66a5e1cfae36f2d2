/** What the first bytes of a buffer are: a command of so many bytes, not yet whole, or none. */
export type CommandLength = (bytes: readonly number[]) => number | 'more' | 'none';

/** Nothing a host says to one of these devices is longer. */
const MAX_COMMAND = 512;

/** Cuts commands out of what the host sends, however it is chunked; what is no command is passed over byte by byte. */
export class CommandReader {
  readonly #length: CommandLength;
  #buffer: number[] = [];

  constructor(length: CommandLength) {
    this.#length = length;
  }

  /** Whether the beginning of a command waits for its rest. */
  get isPending(): boolean {
    return this.#buffer.length > 0;
  }

  /** The whole commands that have come in by now. */
  push(bytes: Uint8Array): number[][] {
    this.#buffer.push(...bytes);
    const commands: number[][] = [];
    while (this.#buffer.length > 0) {
      const length = this.#length(this.#buffer);
      if (length === 'more' && this.#buffer.length <= MAX_COMMAND) break;
      if (typeof length === 'number') commands.push(this.#buffer.splice(0, length));
      else this.#buffer.shift();
    }
    return commands;
  }

  reset(): void {
    this.#buffer = [];
  }
}

/** Commands of a fixed length that begin with the header and pass the check. */
export function fixedCommands(
  header: readonly number[],
  length: number,
  isGood: (bytes: readonly number[]) => boolean,
): CommandLength {
  return (bytes) => {
    if (header.some((byte, index) => index < bytes.length && bytes[index] !== byte)) return 'none';
    if (bytes.length < length) return 'more';
    return isGood(bytes.slice(0, length)) ? length : 'none';
  };
}
