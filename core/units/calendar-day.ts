import { GateError } from '#core/errors/gate-error.js';
import { DAY, MINUTE, type Instant } from './instant.js';
import { ZoneOffsets } from './zone-offsets.js';

/** Days since 1970-01-01 of the local calendar of a zone. */
export type DayNumber = number;

/** A wall-clock time of a day in minutes after midnight, 0 to 1440. */
export type MinuteOfDay = number;

/**
 * Days and wall-clock times of one time zone. Daylight saving is respected: a local day may last 23 or 25 hours.
 * Keep one per zone: it remembers what it has asked the system about the zone.
 * @throws GateError `zone-unknown` when the IANA name is not known to this system.
 */
export class ZonedCalendar {
  readonly zone: string;
  readonly #offsets: ZoneOffsets;

  constructor(zone: string) {
    this.zone = zone;
    this.#offsets = new ZoneOffsets(zone);
  }

  /** The local day that contains the instant. */
  dayOf(at: Instant): DayNumber {
    return Math.floor((at + this.#offsets.at(at)) / DAY);
  }

  /** The local wall-clock minute of the instant. */
  minuteOf(at: Instant): MinuteOfDay {
    const local = at + this.#offsets.at(at);
    return Math.floor((local - Math.floor(local / DAY) * DAY) / MINUTE);
  }

  /** ISO weekday of a day: 1 is Monday, 7 is Sunday. */
  weekdayOf(day: DayNumber): number {
    return ((((day + 3) % 7) + 7) % 7) + 1;
  }

  /**
   * The first instant at which the local clock shows the given minute of the given day, or anything later. A time that
   * daylight saving skips falls on the instant the clock jumps; of a time that it repeats, the first one counts.
   */
  instantAt(day: DayNumber, minute: MinuteOfDay): Instant {
    const local = day * DAY + minute * MINUTE;
    const utcDay = Math.floor(local / DAY);
    for (let near = utcDay - 1; near <= utcDay + 1; near += 1) {
      for (const span of this.#offsets.spansOf(near)) {
        const reached = Math.max(span.from, local - span.offset);
        if (reached < span.to) return reached;
      }
    }
    return local - this.#offsets.at(local);
  }
}

/**
 * Reads `HH:MM` (00:00 to 24:00) as minutes after midnight.
 * @throws GateError `time-of-day-invalid`
 */
export function parseTimeOfDay(text: string): MinuteOfDay {
  const parts = /^(\d{2}):([0-5]\d)$/.exec(text);
  const minute = parts === null ? Number.NaN : Number(parts[1]) * 60 + Number(parts[2]);
  if (!(minute >= 0 && minute <= 24 * 60)) throw new GateError('time-of-day-invalid', { text });
  return minute;
}
