import { DAY, HOUR, MINUTE, SECOND, type Instant, type Milliseconds } from '#core/units/instant.js';
import type { Language, Translator } from './translator.js';

const LOCALES: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en-GB' };

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

/** The time of day with seconds in 24 h form, local. */
export function clockTime(at: Instant): string {
  const time = new Date(at);
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map(twoDigits).join(':');
}

/** Time of day, with the date in front when it is not the day of `now`. */
export function eventTime(at: Instant, now: Instant): string {
  return sameDay(at, now) ? clockTime(at) : `${monthAndDay(at)} ${clockTime(at)}`;
}

/** A coming time to the minute: "today 07:00", "Fri 07:00" within a week, else with the date. */
export function comingTime(at: Instant, now: Instant, words: Pick<Translator, 't' | 'language'>): string {
  const time = clockTime(at).slice(0, 5);
  if (sameDay(at, now)) return `${words.t('entry.today')} ${time}`;
  if (at - now >= 6 * DAY || at < now) return `${monthAndDay(at)} ${time}`;
  const weekday = new Intl.DateTimeFormat(LOCALES[words.language.value], { weekday: 'short' }).format(at);
  return `${weekday} ${time}`;
}

function sameDay(a: Instant, b: Instant): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

function monthAndDay(at: Instant): string {
  const day = new Date(at);
  return `${twoDigits(day.getMonth() + 1)}-${twoDigits(day.getDate())}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
