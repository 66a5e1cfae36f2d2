import type { Instant } from '#core/units/instant.js';
import { discarded, type Discarded } from '#gateway/serial/framing/discarded.js';
import type { Framer } from '#gateway/serial/framing/framer.js';
import type { Frame } from '#gateway/serial/framing/frame-format.js';
import { NOTHING, type DeviceEvent, type DeviceSession, type SessionStep } from './driver.js';
import type { CardField } from './rdm6300-field.js';
import { cardNumber } from './rdm6300-formats.js';

/** One scan for each card that is laid on the reader, however long it lies there. */
export class CardSession implements DeviceSession {
  readonly #framer: Framer;
  readonly #field: CardField;

  constructor(framer: Framer, field: CardField) {
    this.#framer = framer;
    this.#field = field;
  }

  opened(): SessionStep {
    return NOTHING;
  }

  received(bytes: Uint8Array, now: Instant): SessionStep {
    // A card that is back after its time is a new one, even if nothing has woken the session in between.
    const gone = this.#gone(now);
    return this.#step([...gone, ...this.#read(this.#framer.push(bytes, now), now)]);
  }

  woken(now: Instant): SessionStep {
    const read = this.#read(this.#framer.expire(now), now);
    return this.#step([...read, ...this.#gone(now)]);
  }

  #read(found: readonly (Frame | Discarded)[], now: Instant): DeviceEvent[] {
    return found.map((one) => (one.kind === 'discarded' ? one : this.#card(one, now)));
  }

  #card(frame: Frame, now: Instant): DeviceEvent {
    const number = cardNumber(frame);
    switch (this.#field.read(number, `${frame.format} ${number}`, now)) {
      case 'presented':
        return { kind: 'scan', credential: { kind: 'card', value: number } };
      case 'again':
        return { kind: 'alive', note: 'the card still lies there' };
      case 'first-read':
        return { kind: 'alive', note: 'a card was read once' };
      case 'ghost':
        return discarded('not-understood', frame.bytes);
    }
  }

  #gone(now: Instant): DeviceEvent[] {
    return this.#field.expire(now).map((wasPresented) => {
      if (wasPresented) return { kind: 'alive', note: 'the card was taken away' };
      return { kind: 'alive', note: 'a card was read only once and is not believed' };
    });
  }

  #step(events: readonly DeviceEvent[]): SessionStep {
    const wakes = [this.#framer.deadline, this.#field.deadline].filter((at) => at !== null);
    return { writes: [], events, wakeAt: wakes.length === 0 ? null : Math.min(...wakes) };
  }
}
