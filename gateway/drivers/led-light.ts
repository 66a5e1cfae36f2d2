import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Type from 'typebox';
import { messageOf } from '#core/errors/gate-error.js';
import type { Logger } from '#core/ports/logger.js';
import type { DriverOptions } from './driver.js';
import { readOptions } from './driver-options.js';
import { OUTPUT_CHANNELS, type OutputChannel, type SwitchBoard } from './switch-board.js';

const led = Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_:-]{1,63}$' }));
const properties = { green: led, amber: led, red: led, buzzer: led };

/** Where Linux shows pins that were declared as LEDs, such as with `dtoverlay=gpio-led,gpio=17,label=gate-green`. */
export const LED_FOLDER = '/sys/class/leds';

/**
 * `led-light`: lamps and buzzer on the pins of the machine itself, declared to Linux as LEDs, so that no library and no
 * root rights are needed and the kernel keeps a safe state at boot.
 *
 * Options: `green`, `amber`, `red`, `buzzer`: the label of each; what is left out is not there.
 */
export class LedLight implements SwitchBoard {
  readonly #folder: string;
  readonly #labels: Partial<Record<OutputChannel, string | undefined>>;
  readonly #logger: Logger;
  readonly #failed = new Set<OutputChannel>();
  #on: ReadonlySet<OutputChannel> = new Set();
  #writing: Promise<void> = Promise.resolve();
  #isStopped = false;

  /** @throws GateError `config-invalid` when an option is unknown or wrong. */
  constructor(
    { folder, options }: { readonly folder: string; readonly options: DriverOptions },
    logger: Logger,
  ) {
    this.#folder = folder;
    this.#labels = readOptions({ driver: 'led-light', properties }, options);
    this.#logger = logger;
  }

  start(): void {
    this.#write(OUTPUT_CHANNELS);
  }

  set(on: ReadonlySet<OutputChannel>): void {
    if (this.#isStopped) return;
    const changed = OUTPUT_CHANNELS.filter((channel) => on.has(channel) !== this.#on.has(channel));
    this.#on = on;
    this.#write(changed);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#on = new Set();
    this.#write(OUTPUT_CHANNELS);
    await this.#writing;
  }

  #write(channels: readonly OutputChannel[]): void {
    for (const channel of channels) {
      const label = this.#labels[channel];
      if (label === undefined) continue;
      const state = this.#on.has(channel) ? '1' : '0';
      this.#writing = this.#writing.then(() => this.#writeOne(channel, join(label, 'brightness'), state));
    }
  }

  async #writeOne(channel: OutputChannel, file: string, state: string): Promise<void> {
    try {
      await writeFile(join(this.#folder, file), state, { flag: 'r+' });
      this.#failed.delete(channel);
    } catch (error) {
      // Said once: a missing lamp must not fill the log, and never stops the gate.
      if (!this.#failed.has(channel))
        this.#logger.warn({ channel, problem: messageOf(error) }, 'a lamp fails');
      this.#failed.add(channel);
    }
  }
}
