import { GateError } from '#core/errors/gate-error.js';
import { DAY, MINUTE, type Instant } from './instant.js';

/** Days since 1970-01-01 of the local calendar of a zone. */
export type DayNumber = number;

/** A wall-clock time of a day in minutes after midnight, 0 to 1440. */
export type MinuteOfDay = number;

interface LocalTime {
  readonly day: DayNumber;
  readonly minute: MinuteOfDay;
}

/**
 * Days and wall-clock times of one time zone. Daylight saving is respected: a local day may last 23 or 25 hours.
 * @throws GateError `zone-unknown` when the IANA name is not known to this system.
 */
export class ZonedCalendar {
  readonly zone: string;
  readonly #format: Intl.DateTimeFormat;

  constructor(zone: string) {
    this.zone = zone;
    this.#format = formatterOf(zone);
  }

  /** The local day that contains the instant. */
  dayOf(at: Instant): DayNumber {
    return this.#local(at).day;
  }

  /** The local wall-clock minute of the instant. */
  minuteOf(at: Instant): MinuteOfDay {
    return this.#local(at).minute;
  }

  /** ISO weekday of a day: 1 is Monday, 7 is Sunday. */
  weekdayOf(day: DayNumber): number {
    return ((((day + 3) % 7) + 7) % 7) + 1;
  }

  /**
   * The first instant at which the local clock shows the given minute, or a later one, on the given day.
   * A wall-clock time that daylight saving skips falls on the instant the clock jumps to.
   */
  instantAt(day: DayNumber, minute: MinuteOfDay): Instant {
    let low = day * DAY - 15 * 60 * MINUTE;
    let high = day * DAY + 39 * 60 * MINUTE;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.#reached(middle, { day, minute })) high = middle;
      else low = middle;
    }
    return high;
  }

  #reached(at: Instant, target: LocalTime): boolean {
    const local = this.#local(at);
    return local.day > target.day || (local.day === target.day && local.minute >= target.minute);
  }

  #local(at: Instant): LocalTime {
    const parts: Record<string, number> = {};
    for (const part of this.#format.formatToParts(at)) parts[part.type] = Number(part.value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts;
    return { day: Date.UTC(year, month - 1, day) / DAY, minute: hour * 60 + minute };
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
      hourCycle: 'h23',
    });
  } catch (cause) {
    throw new GateError('zone-unknown', { zone }, { cause });
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
