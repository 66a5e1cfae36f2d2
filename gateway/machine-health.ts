import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '#core/ports/clock.js';
import type { Milliseconds } from '#core/units/instant.js';

/** What the machine itself tells: processor and disk. */
export interface MachineHealth {
  /** Share of one core this process used since the last look, or since it started. */
  readonly cpuShare: number;
  /** Free bytes where the journal is; null when the system does not tell. */
  readonly diskFreeBytes: number | null;
}

const MICROSECONDS = 1_000;

export class MachineMeter {
  readonly #clock: Clock;
  readonly #folder: string;
  #lastCpu = process.cpuUsage();
  #lastLook: Milliseconds;

  constructor(clock: Clock, journalPath: string) {
    this.#clock = clock;
    this.#folder = dirname(journalPath);
    this.#lastLook = clock.monotonic();
  }

  async look(): Promise<MachineHealth> {
    return { cpuShare: this.#cpuShare(), diskFreeBytes: await this.#diskFree() };
  }

  #cpuShare(): number {
    const { user, system } = process.cpuUsage(this.#lastCpu);
    const elapsed = this.#clock.monotonic() - this.#lastLook;
    this.#lastCpu = process.cpuUsage();
    this.#lastLook = this.#clock.monotonic();
    return elapsed <= 0 ? 0 : Math.round(((user + system) / MICROSECONDS / elapsed) * 1_000) / 1_000;
  }

  async #diskFree(): Promise<number | null> {
    try {
      const { bavail, bsize } = await statfs(this.#folder);
      return bavail * bsize;
    } catch {
      // Some file systems do not tell; that is no fault of the gate.
      return null;
    }
  }
}
