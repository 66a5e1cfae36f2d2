import type { Instant } from '#core/units/instant.js';
import type { ByteCutter } from '#gateway/serial/framing/byte-cutter.js';
import { discarded, type Discarded } from '#gateway/serial/framing/discarded.js';
import type { Frame } from '#gateway/serial/framing/frame-format.js';
import { Dialogue, type Script } from './dialogue.js';
import type { DeviceEvent, DeviceSession, SessionStep } from './driver.js';

/** What a script ends with: ask for a fresh connection, or go on listening only. */
export type ScriptEnd = SessionStep['reopen'] | null;

/** A frame is an answer to what was asked, or tells events by itself; null: it makes no sense. */
export type Sorted = { readonly answer: Uint8Array } | readonly DeviceEvent[] | null;

export interface ScriptedPlan {
  readonly cutter: ByteCutter;
  /** True where frames may hold personal data: discarded values then carry no excerpt. */
  readonly secret?: boolean;
  readonly sort: (frame: Frame) => Sorted;
  /** The conversation; `tell` adds an event to the step under way. */
  readonly script: (tell: (event: DeviceEvent) => void) => Script<ScriptEnd>;
}

/** The conversation with a device that is asked and answers, and may speak by itself in between. */
export class ScriptedSession implements DeviceSession {
  readonly #plan: ScriptedPlan;
  readonly #dialogue: Dialogue<ScriptEnd>;
  #events: DeviceEvent[] = [];

  constructor(plan: ScriptedPlan) {
    this.#plan = plan;
    this.#dialogue = new Dialogue(plan.script((event) => this.#events.push(event)));
  }

  opened(now: Instant): SessionStep {
    this.#dialogue.start(now);
    return this.#step();
  }

  received(bytes: Uint8Array, now: Instant): SessionStep {
    this.#take(this.#plan.cutter.push(bytes, now), now);
    return this.#step();
  }

  woken(now: Instant): SessionStep {
    this.#take(this.#plan.cutter.expire(now), now);
    this.#dialogue.woken(now);
    return this.#step();
  }

  #take(found: readonly (Frame | Discarded)[], now: Instant): void {
    for (const one of found) {
      if (one.kind === 'discarded') this.#events.push(one);
      else this.#frame(one, now);
    }
  }

  #frame(frame: Frame, now: Instant): void {
    const sorted = this.#plan.sort(frame);
    if (sorted === null) this.#notUnderstood(frame);
    else if (!('answer' in sorted)) this.#events.push(...sorted);
    else if (!this.#dialogue.answered(sorted.answer, now)) this.#notUnderstood(frame);
  }

  #notUnderstood({ bytes }: Frame): void {
    const event = discarded('not-understood', bytes);
    this.#events.push(this.#plan.secret === true ? { ...event, excerpt: '' } : event);
  }

  #step(): SessionStep {
    const events = this.#events;
    this.#events = [];
    const wakes = [this.#dialogue.wakeAt, this.#plan.cutter.deadline].filter((at) => at !== null);
    const wakeAt = wakes.length === 0 ? null : Math.min(...wakes);
    const step = { writes: this.#dialogue.takeWrites(), events, wakeAt };
    const reopen = this.#dialogue.result?.value ?? undefined;
    return reopen === undefined ? step : { ...step, reopen, wakeAt: null };
  }
}
