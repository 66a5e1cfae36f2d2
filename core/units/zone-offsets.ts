import { GateError } from '#core/errors/gate-error.js';
import { DAY, SECOND, type Instant, type Milliseconds } from './instant.js';

/** A span of time with one offset of the local clock from UTC. */
export interface OffsetSpan {
  readonly from: Instant;
  /** The first instant after the span. */
  readonly to: Instant;
  readonly offset: Milliseconds;
}

/** Days that are remembered: two months either way of now fit many times over. */
const MAX_REMEMBERED_DAYS = 1_000;

/** A day before the last instant a JavaScript date can show; clocks are taken not to change after it. */
const LATEST: Instant = 8.64e15 - DAY;

/**
 * The offsets of one time zone. Asking `Intl` costs some microseconds, so each UTC day is asked once and remembered; a
 * change of the clocks inside a day is found to the second. No zone has two changes within one day.
 * @throws GateError `zone-unknown` when the IANA name is not known to this system.
 */
export class ZoneOffsets {
  readonly #format: Intl.DateTimeFormat;
  readonly #days = new Map<number, readonly OffsetSpan[]>();

  constructor(zone: string) {
    this.#format = formatterOf(zone);
  }

  /** The offset at the instant: local time minus UTC. */
  at(instant: Instant): Milliseconds {
    const spans = this.spansOf(Math.floor(instant / DAY));
    return (spans.find((span) => instant < span.to) ?? spans[0])?.offset ?? 0;
  }

  /** The one or two spans of a UTC day (days since 1970), in order. */
  spansOf(utcDay: number): readonly OffsetSpan[] {
    const remembered = this.#days.get(utcDay);
    if (remembered !== undefined) return remembered;
    if (this.#days.size >= MAX_REMEMBERED_DAYS) this.#days.clear();
    const spans = this.#askedSpans(utcDay * DAY, (utcDay + 1) * DAY);
    this.#days.set(utcDay, spans);
    return spans;
  }

  #askedSpans(from: Instant, to: Instant): readonly OffsetSpan[] {
    const first = this.#ask(from);
    const last = this.#ask(to - SECOND);
    if (first === last) return [{ from, to, offset: first }];
    let before = from;
    let after = to - SECOND;
    while (after - before > SECOND) {
      const middle = Math.floor((before + after) / 2 / SECOND) * SECOND;
      if (this.#ask(middle) === first) before = middle;
      else after = middle;
    }
    return [
      { from, to: after, offset: first },
      { from: after, to, offset: last },
    ];
  }

  #ask(second: Instant): Milliseconds {
    const parts: Record<string, number> = {};
    const at = Math.min(second, LATEST);
    for (const part of this.#format.formatToParts(at)) parts[part.type] = Number(part.value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second: seconds = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, seconds) - at;
  }
}

function formatterOf(zone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-GB-u-ca-iso8601', {
      timeZone: zone,
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      hourCycle: 'h23',
    });
  } catch (cause) {
    throw new GateError('zone-unknown', { zone }, { cause });
  }
}
