import type { Instant } from '#core/units/instant.js';
import type { Language } from './translator.js';

/** An instant as calendar and clock of a zone show it; numbers have two digits, the year four. */
export interface LocalTime {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  /** Short, in the language asked for: Wed, 周三. */
  readonly weekday: string;
  readonly hour: string;
  readonly minute: string;
  readonly second: string;
  /** Short: GMT+8. */
  readonly zoneName: string;
}

interface Manner {
  /** IANA name; undefined is the browser's own zone. */
  readonly zone: string | undefined;
  readonly language: Language;
}

const LOCALES: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en-GB' };

const FIELDS: Intl.DateTimeFormatOptions = {
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  weekday: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
};

/**
 * Local times of the zones that a page shows. A formatter costs far more to make than to use, so one is kept for each
 * zone and language. Keep one of these per page.
 */
export class LocalTimes {
  /** IANA name of the browser's own zone. */
  readonly ownZone: string;
  readonly #formats = new Map<string, Intl.DateTimeFormat>();

  constructor(ownZone: string) {
    this.ownZone = ownZone;
  }

  /** A zone that the browser does not know is shown as its own, which `zoneName` then says. */
  of(at: Instant, { zone = this.ownZone, language }: Manner): LocalTime {
    const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
    for (const { type, value } of this.#format(zone, language).formatToParts(at)) parts[type] = value;
    const { year = '', month = '', day = '', weekday = '' } = parts;
    const { hour = '', minute = '', second = '', timeZoneName: zoneName = '' } = parts;
    return { year, month, day, weekday, hour, minute, second, zoneName };
  }

  #format(zone: string, language: Language): Intl.DateTimeFormat {
    const key = `${language} ${zone}`;
    const format = this.#formats.get(key) ?? newFormat(zone, language);
    this.#formats.set(key, format);
    return format;
  }
}

function newFormat(zone: string, language: Language): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(LOCALES[language], { ...FIELDS, timeZone: zone });
  } catch {
    // An old browser may not know a zone that the service knows; without one it takes its own.
    return new Intl.DateTimeFormat(LOCALES[language], FIELDS);
  }
}
