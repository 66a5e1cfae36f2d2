import { expect } from 'vitest';
import { ManualClock } from '../../support/manual-clock.js';
import type { Instant, Milliseconds } from '#core/units/instant.js';
import type {
  DeviceEvent,
  DeviceSession,
  Driver,
  DriverOptions,
  SessionStep,
} from '#gateway/drivers/driver.js';
import type { LineSettings } from '#gateway/serial/serial-port.js';
import type { Scene } from './fixture.js';

const LONGEST_WAIT: Milliseconds = 60_000;

/** Plays the far end and the clock for one session, as the gateway's link does. */
export class SessionPlayer {
  readonly #session: DeviceSession;
  readonly #lines: boolean;
  #now: Instant = new ManualClock().now();
  #wakeAt: Instant | null = null;
  #lineRest: number[] = [];
  #writes: Uint8Array[] = [];
  #events: DeviceEvent[] = [];
  reopen: SessionStep['reopen'];

  constructor(driver: Driver, options: DriverOptions = {}, line?: LineSettings) {
    this.#session = driver.createSession(options, line);
    this.#lines = driver.framing === 'lines';
    this.#take(this.#session.opened(this.#now));
  }

  /** The events these bytes lead to at once. */
  feed(bytes: Uint8Array): DeviceEvent[] {
    if (this.#lines) for (const byte of bytes) this.#feedLineByte(byte);
    else this.#take(this.#session.received(bytes, this.#now));
    return this.takeEvents();
  }

  /** Lets time pass, waking the session whenever it asked for it. */
  advance(by: Milliseconds): DeviceEvent[] {
    const end = this.#now + by;
    for (let guard = 0; this.#wakeAt !== null && this.#wakeAt <= end; guard += 1) {
      if (guard > LONGEST_WAIT) throw new Error('the session asks to be woken without end');
      this.#wake();
    }
    this.#now = Math.max(this.#now, end);
    return this.takeEvents();
  }

  /** The next bytes the session writes, waiting as long as it asks to be woken. */
  nextWrite(): Uint8Array | null {
    const until = this.#now + LONGEST_WAIT;
    while (this.#writes.length === 0 && this.#wakeAt !== null && this.#wakeAt <= until) this.#wake();
    return this.#writes.shift() ?? null;
  }

  takeWrites(): Uint8Array[] {
    const writes = this.#writes;
    this.#writes = [];
    return writes;
  }

  takeEvents(): DeviceEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  get wakeAt(): Instant | null {
    return this.#wakeAt;
  }

  /** Plays the steps of a fixture and expects its writes and events. */
  play(scene: Scene): void {
    for (const step of scene) {
      if (step.kind === 'device') expect(this.feed(step.bytes), step.note).toEqual(step.events);
      else if (step.kind === 'pause') expect(this.advance(step.ms), step.note).toEqual(step.events);
      else expect(hexOf(this.nextWrite()), step.note).toBe(hexOf(step.bytes));
    }
  }

  #wake(): void {
    this.#now = Math.max(this.#now, this.#wakeAt ?? this.#now);
    this.#wakeAt = null;
    this.#take(this.#session.woken(this.#now));
  }

  #feedLineByte(byte: number): void {
    if (byte !== 0x0a) {
      this.#lineRest.push(byte);
      return;
    }
    if (this.#lineRest.at(-1) === 0x0d) this.#lineRest.pop();
    this.#take(this.#session.received(Uint8Array.from(this.#lineRest), this.#now));
    this.#lineRest = [];
  }

  #take(step: SessionStep): void {
    this.#writes.push(...step.writes);
    this.#events.push(...step.events);
    this.#wakeAt = step.wakeAt;
    if (step.reopen !== undefined) this.reopen = step.reopen;
  }
}

function hexOf(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Buffer.from(bytes).toString('hex').toUpperCase();
}
