import { GateError } from '#core/errors/gate-error.js';
import { parseTimeOfDay, type ZonedCalendar } from '#core/units/calendar-day.js';
import { DAY, type Instant } from '#core/units/instant.js';

interface Wall {
  readonly calendar: ZonedCalendar;
  readonly now: Instant;
}

const FORM = /^(?:(today|tomorrow)|(\d{4})-(\d{2})-(\d{2}))[ T](\d{2}:\d{2})$/;

/**
 * Reads a time on the wall clock of a compound: `2026-02-01 00:00`, `today 18:00` or `tomorrow 00:00`.
 * @throws GateError `usage-wrong` (the option is named), `time-of-day-invalid`
 */
export function parseLocalTime(text: string, option: string, { calendar, now }: Wall): Instant {
  const [, word, year, month, date, time] = FORM.exec(text) ?? [];
  const day =
    word === undefined ? dayOf([year, month, date]) : calendar.dayOf(now) + (word === 'today' ? 0 : 1);
  if (day === null || time === undefined) {
    const problem = `"${text}" is not a time for ${option}: write YYYY-MM-DD HH:MM, today HH:MM or tomorrow HH:MM`;
    throw new GateError('usage-wrong', { problem });
  }
  return calendar.instantAt(day, parseTimeOfDay(time));
}

/** The day number of a date; null when there is no such day. */
function dayOf(parts: readonly (string | undefined)[]): number | null {
  const [year = Number.NaN, month = Number.NaN, date = Number.NaN] = parts.map(Number);
  const at = new Date(Date.UTC(year, month - 1, date));
  const isReal = at.getUTCMonth() === month - 1 && at.getUTCDate() === date;
  return isReal ? at.getTime() / DAY : null;
}

/** The instant on the wall clock of a compound, such as `2026-02-01 00:00`. */
export function localTime(at: Instant, calendar: ZonedCalendar): string {
  const day = new Date(calendar.dayOf(at) * DAY).toISOString().slice(0, 10);
  const minute = calendar.minuteOf(at);
  const digits = (value: number): string => String(value).padStart(2, '0');
  return `${day} ${digits(Math.floor(minute / 60))}:${digits(minute % 60)}`;
}
