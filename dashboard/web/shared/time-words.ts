import { DAY, HOUR, MINUTE, SECOND, type Instant, type Milliseconds } from '#core/units/instant.js';
import type { LocalTime } from './local-times.js';
import type { PageTools } from './page-tools.js';
import type { Translator } from './translator.js';

/** Whose local time is shown, and in which language. */
export type Place = Pick<PageTools, 'zone' | 'times'> & {
  readonly words: Pick<Translator, 't' | 'language'>;
};

/** Ages below this are "just now", so that rows do not count every second. */
const JUST_NOW: Milliseconds = 5 * SECOND;

/** How long ago something was, in words; a time in the future, from a clock that is ahead, counts as now. */
export function ageWords(age: Milliseconds, words: Pick<Translator, 't'>): string {
  if (age < JUST_NOW) return words.t('age.now');
  if (age < MINUTE) return words.t('age.seconds', { n: Math.floor(age / SECOND) });
  if (age < HOUR) return words.t('age.minutes', { n: Math.floor(age / MINUTE) });
  if (age < DAY) return words.t('age.hours', { n: Math.floor(age / HOUR) });
  return words.t('age.days', { n: Math.floor(age / DAY) });
}

/** The time of day with seconds in 24 h form. */
export function clockTime(at: Instant, place: Place): string {
  return clockOf(localTime(at, place));
}

/** Time of day, with the date in front when it is not the day of `now`. */
export function eventTime(at: Instant, now: Instant, place: Place): string {
  const local = localTime(at, place);
  return sameDay(local, localTime(now, place)) ? clockOf(local) : `${dateOf(local)} ${clockOf(local)}`;
}

/** A coming time to the minute: "today 07:00", "Fri 07:00" within a week, else with the date. */
export function comingTime(at: Instant, now: Instant, place: Place): string {
  const local = localTime(at, place);
  const time = `${local.hour}:${local.minute}`;
  if (sameDay(local, localTime(now, place))) return `${place.words.t('entry.today')} ${time}`;
  if (at - now >= 6 * DAY || at < now) return `${dateOf(local)} ${time}`;
  return `${local.weekday} ${time}`;
}

/** The short name of the zone in which times are shown, such as GMT+8. */
export function zoneName(at: Instant, place: Place): string {
  return localTime(at, place).zoneName;
}

function localTime(at: Instant, { words, zone, times }: Place): LocalTime {
  return times.of(at, { zone: zone.value, language: words.language.value });
}

function clockOf({ hour, minute, second }: LocalTime): string {
  return `${hour}:${minute}:${second}`;
}

function dateOf({ month, day }: LocalTime): string {
  return `${month}-${day}`;
}

function sameDay(a: LocalTime, b: LocalTime): boolean {
  return a.day === b.day && a.month === b.month && a.year === b.year;
}
