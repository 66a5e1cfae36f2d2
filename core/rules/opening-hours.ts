import type { Hours } from '#core/policy/policy.js';
import { parseTimeOfDay, type DayNumber, type ZonedCalendar } from '#core/units/calendar-day.js';
import type { Instant } from '#core/units/instant.js';

/** When something is permitted: each listed day from one wall-clock time to another; null means no limit. */
export interface Opening {
  /** ISO weekdays, 1 is Monday. Hours over midnight belong to the day on which they begin. */
  readonly weekdays: readonly number[] | null;
  /** `from <= t < to`; over midnight when `to` is not after `from`. */
  readonly hours: Hours | null;
}

/** Yesterday's hours may reach over midnight; two weeks hold every weekday, even where clocks skip its hours once. */
const DAYS_BACK = 1;
const DAYS_AHEAD = 14;

/** The first instant from `at` on that lies in the opening, `at` itself if it does; null when none ever does. */
export function firstOpening(at: Instant, opening: Opening, calendar: ZonedCalendar): Instant | null {
  if (opening.hours === null && opening.weekdays === null) return at;
  const today = calendar.dayOf(at);
  for (let day = today - DAYS_BACK; day <= today + DAYS_AHEAD; day += 1) {
    const opens = openingOf(day, opening, calendar);
    if (opens !== null && at < opens.to) return Math.max(at, opens.from);
  }
  return null;
}

/** Minutes of a day: hours that begin at 24:00 begin at 00:00. */
const WHOLE_DAY = 24 * 60;

interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** The opening that begins on the day; null when there is none, or when a change of the clocks skips it. */
function openingOf(day: DayNumber, opening: Opening, calendar: ZonedCalendar): Span | null {
  if (opening.weekdays !== null && !opening.weekdays.includes(calendar.weekdayOf(day))) return null;
  const from = parseTimeOfDay(opening.hours?.from ?? '00:00') % WHOLE_DAY;
  const to = parseTimeOfDay(opening.hours?.to ?? '24:00');
  const span = {
    from: calendar.instantAt(day, from),
    to: calendar.instantAt(to > from ? day : day + 1, to),
  };
  return span.from < span.to ? span : null;
}
