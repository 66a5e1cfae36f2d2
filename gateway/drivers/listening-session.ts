import type { Instant } from '#core/units/instant.js';
import type { ByteCutter } from '#gateway/serial/framing/byte-cutter.js';
import { discarded, type Discarded } from '#gateway/serial/framing/discarded.js';
import type { Frame } from '#gateway/serial/framing/frame-format.js';
import { NOTHING, type DeviceEvent, type DeviceSession, type SessionStep } from './driver.js';

export interface ListeningPlan {
  readonly cutter: ByteCutter;
  /** The events of one frame, or null when it makes no sense. */
  readonly decode: (frame: Frame) => readonly DeviceEvent[] | null;
}

/** A device that is never written to. */
export class ListeningSession implements DeviceSession {
  readonly #plan: ListeningPlan;

  constructor(plan: ListeningPlan) {
    this.#plan = plan;
  }

  opened(): SessionStep {
    return NOTHING;
  }

  received(bytes: Uint8Array, now: Instant): SessionStep {
    return this.#step(this.#plan.cutter.push(bytes, now));
  }

  woken(now: Instant): SessionStep {
    return this.#step(this.#plan.cutter.expire(now));
  }

  #step(found: readonly (Frame | Discarded)[]): SessionStep {
    const events = found.flatMap((one): readonly DeviceEvent[] => {
      if (one.kind === 'discarded') return [one];
      return this.#plan.decode(one) ?? [discarded('not-understood', one.bytes)];
    });
    return { writes: [], events, wakeAt: this.#plan.cutter.deadline };
  }
}
