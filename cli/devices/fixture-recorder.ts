import type { Clock } from '#core/ports/clock.js';
import type { DeviceEvent } from '#gateway/drivers/driver.js';
import type { WatchListener } from '#gateway/watch/watch-device.js';
import { hexOf } from './watch-printer.js';

/** Shorter pauses are the line's own pace and say nothing. */
const WORTH_NOTING = 5;

/**
 * Writes what a device says in the form of `test/fixtures/*.hex`: received bytes with the events they led to, bytes that
 * were sent, and the milliseconds between. Each text it gives to `write` is one or more whole lines.
 */
export class FixtureRecorder implements WatchListener {
  readonly #clock: Clock;
  readonly #write: (text: string) => void;
  #at: number;
  #bytes: Uint8Array | null = null;
  #events: DeviceEvent[] = [];

  constructor(clock: Clock, write: (text: string) => void) {
    this.#clock = clock;
    this.#write = write;
    this.#at = clock.monotonic();
  }

  onOpen(): void {
    this.#remark('connected');
  }

  onClose(problem: string | null): void {
    this.#remark(problem === null ? 'closed' : `closed: ${problem}`);
  }

  onOpenFailed(problem: string): void {
    this.#remark(problem);
  }

  onRead(bytes: Uint8Array): void {
    this.#finish();
    this.#pause();
    this.#bytes = bytes.slice();
  }

  onWrite(bytes: Uint8Array): void {
    this.#finish();
    this.#pause();
    this.#write(`> ${hexOf(bytes)} # recorded\n`);
  }

  onEvent(event: DeviceEvent): void {
    this.#events.push(event);
  }

  /** Writes what is still waiting for its events. */
  finish(): void {
    this.#finish();
  }

  #remark(text: string): void {
    this.#finish();
    this.#write(`# ${text}\n`);
  }

  #pause(): void {
    const now = this.#clock.monotonic();
    const passed = Math.round(now - this.#at);
    this.#at = now;
    if (passed >= WORTH_NOTING) this.#write(`+${passed}\n`);
  }

  #finish(): void {
    if (this.#bytes !== null) this.#write(`${hexOf(this.#bytes)} # recorded${arrow(this.#events)}\n`);
    else if (this.#events.length > 0) this.#write(`+0 # recorded${arrow(this.#events)}\n`);
    this.#bytes = null;
    this.#events = [];
  }
}

function arrow(events: readonly DeviceEvent[]): string {
  if (events.length === 0) return '';
  return ` => ${JSON.stringify(events.length === 1 ? events[0] : events)}`;
}
