import Type from 'typebox';
import { messageOf } from '#core/errors/gate-error.js';
import type { CancelTimer, Clock } from '#core/ports/clock.js';
import type { Entropy } from '#core/ports/entropy.js';
import type { Logger } from '#core/ports/logger.js';
import { retrySchedule, SERIAL_RETRY } from '#core/retry-schedule.js';
import type { Milliseconds } from '#core/units/instant.js';
import { line8N1, type SerialConnection, type SerialOpener } from '#gateway/serial/serial-port.js';
import type { DriverOptions } from './driver.js';
import { readOptions } from './driver-options.js';
import { relayCommand } from './relay-command.js';
import { OUTPUT_CHANNELS, type OutputChannel, type SwitchBoard } from './switch-board.js';

const relay = Type.Optional(Type.Integer({ minimum: 1, maximum: 8 }));
const properties = { green: relay, amber: relay, red: relay, buzzer: relay };

/** A board that has no relay of these wires nothing to it; the defaults are those of a four-relay board. */
const DEFAULT_RELAYS = { green: 1, amber: 2, red: 3, buzzer: 4 };

/** The last words to a board must not hold up the end of the gateway. */
const LAST_WRITE: Milliseconds = 500;

export interface RelayTools {
  readonly serial: SerialOpener;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly logger: Logger;
}

/**
 * `relay-light`: USB relay boards with the four-byte protocol of the LCUS family (CH340, 9600 8N1; see `relayCommand`).
 * They answer nothing, so the whole state is written after each connect. Wire the tower so that a released relay is dark:
 * a board that loses the gateway by a power cut stays as it was, and the gateway switches it off when it starts again.
 *
 * Options: `green`, `amber`, `red`, `buzzer`: the relay of each, 1 to 8; when any is given, those left out have none.
 */
export class RelayLight implements SwitchBoard {
  readonly #path: string;
  readonly #tools: RelayTools;
  readonly #relays: Partial<Record<OutputChannel, number | undefined>>;
  #waits: Iterator<Milliseconds, never>;
  #connection: SerialConnection | null = null;
  #opening: Promise<void> = Promise.resolve();
  #writing: Promise<void> = Promise.resolve();
  #cancelRetry: CancelTimer = () => undefined;
  #on: ReadonlySet<OutputChannel> = new Set();
  #isStopped = false;

  /** @throws GateError `config-invalid` when an option is unknown or wrong. */
  constructor(
    { path, options }: { readonly path: string; readonly options: DriverOptions },
    tools: RelayTools,
  ) {
    this.#path = path;
    this.#tools = tools;
    const given = readOptions({ driver: 'relay-light', properties }, options);
    this.#relays = Object.keys(given).length === 0 ? DEFAULT_RELAYS : given;
    this.#waits = retrySchedule(SERIAL_RETRY, tools.entropy);
  }

  start(): void {
    this.#opening = this.#open().catch((error: unknown) => {
      this.#tools.logger.debug({ path: this.#path, problem: messageOf(error) }, 'the relay board is away');
      this.#retry();
    });
  }

  set(on: ReadonlySet<OutputChannel>): void {
    const changed = OUTPUT_CHANNELS.filter((channel) => on.has(channel) !== this.#on.has(channel));
    this.#on = on;
    this.#write(changed);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelRetry();
    await this.#opening;
    this.#on = new Set();
    this.#write(OUTPUT_CHANNELS);
    await this.#lastWrites();
    await this.#connection?.close();
  }

  async #open(): Promise<void> {
    const connection = await this.#tools.serial.open(
      { path: this.#path, line: line8N1(9600) },
      { onBytes: () => undefined, onClose: (problem) => this.#closed(problem) },
    );
    this.#connection = connection;
    this.#waits = retrySchedule(SERIAL_RETRY, this.#tools.entropy);
    this.#write(OUTPUT_CHANNELS);
  }

  #closed(problem: string | null): void {
    this.#connection = null;
    if (problem !== null) this.#tools.logger.warn({ path: this.#path, problem }, 'the relay board has gone');
    this.#retry();
  }

  #retry(): void {
    if (this.#isStopped) return;
    this.#cancelRetry = this.#tools.clock.after(this.#waits.next().value, () => this.start());
  }

  /** One command after the other; a write that fails is made good by the whole state after the next connect. */
  #write(channels: readonly OutputChannel[]): void {
    const connection = this.#connection;
    if (connection === null) return;
    for (const channel of channels) {
      const number = this.#relays[channel];
      if (number === undefined) continue;
      const command = relayCommand(number, this.#on.has(channel));
      this.#writing = this.#writing.then(() => connection.write(command)).catch(() => undefined);
    }
  }

  #lastWrites(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#tools.clock.after(LAST_WRITE, resolve);
      void this.#writing.then(() => {
        cancel();
        resolve();
      });
    });
  }
}
