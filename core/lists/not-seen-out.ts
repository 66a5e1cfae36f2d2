import type { ZonedCalendar } from '#core/units/calendar-day.js';
import type { HouseholdId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';

/** A household with its marks of special care, and when somebody of it was last let out. */
export interface HouseholdSeen {
  readonly household: HouseholdId;
  /** Such as `dialysis`, `alone`, `over-80`; empty for most. */
  readonly specialCare: readonly string[];
  /** Null when nobody has been seen since `knownSince`. */
  readonly lastOutAt: Instant | null;
  /** When the household came into the register: nobody can have been seen before. */
  readonly knownSince: Instant;
}

export interface NotSeenOut extends HouseholdSeen {
  /** Whole calendar days of the compound since then. */
  readonly days: number;
}

export interface NotSeenOptions {
  readonly days: number;
  readonly now: Instant;
  readonly calendar: ZonedCalendar;
  /** Only those who need care; else all, those first. */
  readonly specialCareOnly?: boolean;
}

/** Who has not been seen going out for so many days: knock at the door. Those who need care first, then the longest. */
export function notSeenOut(
  households: readonly HouseholdSeen[],
  options: NotSeenOptions,
): readonly NotSeenOut[] {
  const { calendar, now, days, specialCareOnly = false } = options;
  const today = calendar.dayOf(now);
  return households
    .map((one) => ({ ...one, days: today - calendar.dayOf(one.lastOutAt ?? one.knownSince) }))
    .filter((one) => one.days >= days && (!specialCareOnly || needsCare(one)))
    .sort((a, b) => Number(needsCare(b)) - Number(needsCare(a)) || b.days - a.days);
}

function needsCare({ specialCare }: HouseholdSeen): boolean {
  return specialCare.length > 0;
}
