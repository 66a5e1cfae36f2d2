import type { Instant, Milliseconds } from '#core/units/instant.js';
import { discarded, type Discarded } from '#gateway/serial/framing/discarded.js';
import { Framer } from '#gateway/serial/framing/framer.js';
import type { Frame, FrameFormat } from '#gateway/serial/framing/frame-format.js';
import type { LineSettings } from '#gateway/serial/serial-port.js';
import { NOTHING, type DeviceEvent, type DeviceSession, type SessionStep } from './driver.js';
import { nextRate } from './next-rate.js';

/** How to talk with a thermometer that should give one value after the other. */
export interface SteadyPlan {
  readonly formats: readonly FrameFormat[];
  /** The events of one valid frame, or null when it makes no sense. */
  readonly decode: (frame: Frame) => readonly DeviceEvent[] | null;
  /** What to ask next so that the device talks. */
  readonly request: () => Uint8Array;
  /** True: every value must be asked for. False: asked again only while nothing comes. */
  readonly polled: boolean;
  readonly times: SteadyTimes;
  /** The settings this connection was opened with. */
  readonly line: LineSettings;
  /** Rates the device may be set to; the next one is tried when nothing understandable comes. */
  readonly baudRates: readonly number[];
}

/** Spans in milliseconds. */
export interface SteadyTimes {
  /** Listened only, before the first byte is written: the device may already be talking. */
  readonly listen: Milliseconds;
  /** From one request to the next. */
  readonly interval: Milliseconds;
  /** Without a valid frame for this long the next baud rate is tried. */
  readonly giveUp: Milliseconds;
  /** An incomplete frame is given up when no byte came for this long. */
  readonly frame: Milliseconds;
}

/** The conversation with a device that measures all the time: listen, ask, and try the next baud rate. */
export class SteadySession implements DeviceSession {
  readonly #plan: SteadyPlan;
  readonly #framer: Framer;
  #heardAt: Instant = 0;
  #askAt: Instant = 0;

  constructor(plan: SteadyPlan) {
    this.#plan = plan;
    this.#framer = new Framer({ formats: plan.formats, timeout: plan.times.frame });
  }

  opened(now: Instant): SessionStep {
    this.#heardAt = now;
    this.#askAt = now + this.#plan.times.listen;
    return { ...NOTHING, wakeAt: this.#wakeAt() };
  }

  received(bytes: Uint8Array, now: Instant): SessionStep {
    const events = this.#decoded(this.#framer.push(bytes, now), now);
    return { writes: [], events, wakeAt: this.#wakeAt() };
  }

  woken(now: Instant): SessionStep {
    const events = this.#decoded(this.#framer.expire(now), now);
    const reopen = now >= this.#heardAt + this.#plan.times.giveUp ? nextRate(this.#plan) : null;
    if (reopen) return { ...NOTHING, events, reopen };
    return { writes: this.#requests(now), events, wakeAt: this.#wakeAt() };
  }

  #decoded(found: readonly (Frame | Discarded)[], now: Instant): DeviceEvent[] {
    return found.flatMap((one): readonly DeviceEvent[] => {
      if (one.kind === 'discarded') return [one];
      this.#heard(now);
      return this.#plan.decode(one) ?? [discarded('not-understood', one.bytes)];
    });
  }

  #heard(now: Instant): void {
    this.#heardAt = now;
    if (!this.#plan.polled) this.#askAt = now + this.#plan.times.interval;
  }

  #requests(now: Instant): Uint8Array[] {
    const { request, times } = this.#plan;
    if (now < this.#askAt) return [];
    this.#askAt = now + times.interval;
    return [request()];
  }

  #wakeAt(): Instant {
    const { baudRates, times } = this.#plan;
    const wakes: Instant[] = [this.#askAt];
    if (this.#framer.deadline !== null) wakes.push(this.#framer.deadline);
    if (baudRates.length > 1) wakes.push(this.#heardAt + times.giveUp);
    return Math.min(...wakes);
  }
}
