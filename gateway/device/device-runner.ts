import { messageOf } from '#core/errors/gate-error.js';
import type { CancelTimer } from '#core/ports/clock.js';
import type { Logger } from '#core/ports/logger.js';
import { retrySchedule, SERIAL_RETRY } from '#core/retry-schedule.js';
import { SECOND, type Instant, type Milliseconds } from '#core/units/instant.js';
import type { DeviceHealth } from '#core/wire/health.js';
import type { DeviceEvent } from '#gateway/drivers/driver.js';
import type { LineSettings, SerialConnection } from '#gateway/serial/serial-port.js';
import { Conversation } from './conversation.js';
import { DeviceMeter } from './device-meter.js';
import type { DeviceListener, DeviceSetup, DeviceTools } from './device-setup.js';

/** A silent device is opened anew from time to time: one that got its power back must be started again. */
const SILENT_REOPEN = 30 * SECOND;

/** A pause before a wished reopen, so that no driver can spin. */
const WISHED_REOPEN = 100;

/** A connection without a frame that lasted this long starts the waits between tries anew, as one with a frame does. */
const STEADY = 10 * SECOND;

/** Owns one serial device for the life of the gateway: opens it by its path, again and again, and passes on what it says. */
export class DeviceRunner {
  readonly #setup: DeviceSetup;
  readonly #tools: DeviceTools;
  readonly #listener: DeviceListener;
  readonly #logger: Logger;
  readonly #meter: DeviceMeter;
  #line: LineSettings;
  #waits: Iterator<Milliseconds, never>;
  #opening: Promise<void> = Promise.resolve();
  #connection: SerialConnection | null = null;
  #conversation: Conversation | null = null;
  #cancelRetry: CancelTimer = () => undefined;
  #cancelWatch: CancelTimer = () => undefined;
  #openedAt: Milliseconds = 0;
  #quietSince: Milliseconds = 0;
  #hasBeenOpen = false;
  #isStopped = false;

  constructor(setup: DeviceSetup, tools: DeviceTools, listener: DeviceListener) {
    this.#setup = setup;
    this.#tools = tools;
    this.#listener = listener;
    this.#line = setup.line;
    const { lane, role, driver, path } = setup;
    this.#logger = tools.logger.child({ lane, role, driver: driver.name, path });
    this.#meter = new DeviceMeter(setup, this.#logger);
    this.#waits = retrySchedule(SERIAL_RETRY, tools.entropy);
  }

  start(): void {
    this.#opening = this.#open().catch((error: unknown) => {
      this.#meter.failed('down', messageOf(error));
      this.#retryAfter(this.#waits.next().value);
    });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelRetry();
    this.#cancelWatch();
    await this.#opening;
    this.#conversation?.end();
    await this.#connection?.close();
  }

  health(instantAt: (at: Milliseconds) => Instant): DeviceHealth {
    return this.#meter.health(this.#now(), instantAt);
  }

  async #open(): Promise<void> {
    const { path, driver, options } = this.#setup;
    const conversation = new Conversation(
      {
        session: driver.createSession(options, this.#line),
        framing: driver.framing,
        clock: this.#tools.clock,
      },
      {
        onEvent: (event) => this.#heard(event),
        onWrite: (bytes) => this.#write(bytes),
        onReopen: ({ line, why }) => this.#reopen(why, line),
      },
    );
    const connection = await this.#tools.serial.open(
      { path, line: this.#line },
      {
        onBytes: (chunk) => conversation.receive(chunk),
        onClose: (problem) => {
          conversation.end();
          this.#closed(problem);
        },
      },
    );
    this.#connection = connection;
    this.#conversation = conversation;
    if (!this.#isStopped) this.#begin(conversation);
  }

  #begin(conversation: Conversation): void {
    this.#openedAt = this.#now();
    if (this.#hasBeenOpen) this.#meter.reopened();
    this.#hasBeenOpen = true;
    if (this.#meter.state === 'down') {
      this.#quietSince = this.#openedAt;
      this.#meter.up();
    }
    this.#watch();
    conversation.open();
  }

  #closed(problem: string | null): void {
    this.#cancelWatch();
    this.#connection = null;
    this.#conversation = null;
    if (problem === null || this.#isStopped) return;
    this.#meter.failed('down', problem);
    if (this.#quietSince > this.#openedAt || this.#now() - this.#openedAt >= STEADY)
      this.#waits = retrySchedule(SERIAL_RETRY, this.#tools.entropy);
    this.#retryAfter(this.#waits.next().value);
  }

  #retryAfter(wait: Milliseconds): void {
    if (this.#isStopped) return;
    this.#cancelRetry();
    this.#cancelRetry = this.#tools.clock.after(wait, () => this.start());
  }

  #heard(event: DeviceEvent): void {
    const at = this.#now();
    if (this.#meter.count(event, at)) this.#alive(at);
    this.#listener(event, at);
  }

  #alive(at: Milliseconds): void {
    this.#quietSince = at;
    const wasSilent = this.#meter.state === 'silent';
    this.#meter.up();
    if (wasSilent) this.#watch();
  }

  /** Nothing is kept for a device that has just gone: the close that follows says so. */
  #write(bytes: Uint8Array): void {
    this.#connection?.write(bytes).catch((error: unknown) => {
      this.#logger.debug({ problem: messageOf(error) }, 'a write was lost');
    });
  }

  #reopen(why: string, line: LineSettings = this.#line): void {
    this.#logger.debug({ why, line }, 'opening the device again');
    this.#line = line;
    this.#conversation?.end();
    this.#cancelWatch();
    const closing = this.#connection?.close() ?? Promise.resolve();
    void closing.then(() => this.#retryAfter(WISHED_REOPEN));
  }

  /** Silence is told once, and after a while the device is opened anew. */
  #watch(): void {
    this.#cancelWatch();
    const { silence } = this.#setup.driver;
    if (silence === null) return;
    const isSilent = this.#meter.state === 'silent';
    const due = isSilent ? this.#openedAt + SILENT_REOPEN : this.#quietSince + silence;
    this.#cancelWatch = this.#tools.clock.after(Math.max(1, due - this.#now()), () => {
      this.#watchDue(silence);
    });
  }

  #watchDue(silence: Milliseconds): void {
    const now = this.#now();
    if (this.#meter.state === 'silent' && now - this.#openedAt >= SILENT_REOPEN) {
      this.#reopen('it is silent');
      return;
    }
    if (this.#meter.state === 'up' && now - this.#quietSince >= silence) {
      const seconds = Math.round(silence / SECOND);
      this.#meter.failed(
        'silent',
        `nothing understandable for ${seconds} s: check its power, cable and baud rate`,
      );
    }
    this.#watch();
  }

  #now(): Milliseconds {
    return this.#tools.clock.monotonic();
  }
}
