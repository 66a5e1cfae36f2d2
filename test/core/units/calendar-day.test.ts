import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { parseTimeOfDay, ZonedCalendar } from '#core/units/calendar-day.js';
import { DAY, HOUR, MINUTE, type Instant } from '#core/units/instant.js';
import { expectGateError } from '../../support/assert-gate-error.js';

const ZONES = [
  'Asia/Shanghai',
  'Europe/Berlin',
  'America/Sao_Paulo',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Asia/Kathmandu',
  'Etc/UTC',
];

/** What the wall clock of a zone shows, asked from the system each time. */
class WallClock {
  readonly #format: Intl.DateTimeFormat;

  constructor(zone: string) {
    this.#format = new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      dateStyle: 'short',
      timeStyle: 'medium',
    });
  }

  /** Local time as if it were UTC. */
  local(at: Instant): number {
    return Date.parse(`${this.#format.format(at).replace(' ', 'T')}Z`);
  }
}

/** Two days around every change of the clocks that makes trouble, and an ordinary day. */
const SPANS: readonly (readonly [string, string])[] = [
  ['Asia/Shanghai', '2022-04-04'],
  ['Europe/Berlin', '2022-03-27'],
  ['Europe/Berlin', '2022-10-30'],
  ['America/Sao_Paulo', '2018-11-04'],
  ['America/Sao_Paulo', '2019-02-17'],
  ['America/St_Johns', '2010-11-07'],
  ['Australia/Lord_Howe', '2022-04-03'],
  ['Australia/Lord_Howe', '2022-10-02'],
  ['Pacific/Apia', '2011-12-30'],
];

describe('The calendar of a zone', () => {
  test.each(SPANS)('shows the wall clock of %s around %s', (zone, date) => {
    const calendar = new ZonedCalendar(zone);
    const wall = new WallClock(zone);
    const middle = Date.parse(`${date}T00:00:00Z`);
    for (let at = middle - DAY; at < middle + 2 * DAY; at += 7 * MINUTE + 13) {
      const local = wall.local(Math.floor(at / 1000) * 1000);
      expect(calendar.dayOf(at)).toBe(Math.floor(local / DAY));
      expect(calendar.minuteOf(at)).toBe(Math.floor((local % DAY) / MINUTE));
    }
  });

  test.each(SPANS)('finds the first instant of every wall-clock time of %s around %s', (zone, date) => {
    const calendar = new ZonedCalendar(zone);
    const wall = new WallClock(zone);
    const middle = Date.parse(`${date}T00:00:00Z`);
    const minutes: { at: Instant; latest: number }[] = [];
    let latest = -Infinity;
    for (let at = middle - 2 * DAY; at < middle + 3 * DAY; at += MINUTE) {
      latest = Math.max(latest, wall.local(at));
      minutes.push({ at, latest });
    }
    for (let local = middle - DAY + HOUR; local < middle + 2 * DAY - 30 * HOUR + DAY; local += 11 * MINUTE) {
      const first = minutes.find((one) => one.latest >= local);
      const found = calendar.instantAt(Math.floor(local / DAY), (local % DAY) / MINUTE);
      expect(new Date(found).toISOString()).toBe(new Date(first?.at ?? 0).toISOString());
    }
  });

  test('is reached at the instant it names and not a millisecond before', () => {
    const calendars = ZONES.map((zone) => new ZonedCalendar(zone));
    fc.assert(
      fc.property(
        fc.constantFrom(...calendars),
        fc.integer({ min: 11_000, max: 22_000 }),
        fc.integer({ min: 0, max: 1440 }),
        (calendar, day, minute) => {
          const at = calendar.instantAt(day, minute);
          const shown = (instant: Instant): number =>
            calendar.dayOf(instant) * 1440 + calendar.minuteOf(instant);
          expect(shown(at)).toBeGreaterThanOrEqual(day * 1440 + minute);
          expect(shown(at - 1)).toBeLessThan(day * 1440 + minute);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('knows the weekday', () => {
    const calendar = new ZonedCalendar('Asia/Shanghai');
    const monday = calendar.dayOf(Date.UTC(2022, 3, 4));
    expect([0, 1, 2, 3, 4, 5, 6, 7].map((later) => calendar.weekdayOf(monday + later))).toEqual([
      1, 2, 3, 4, 5, 6, 7, 1,
    ]);
    expect(calendar.weekdayOf(-1)).toBe(3);
  });

  test.each([0, -1, 8.64e15, 8.64e15 - 1, Number.MAX_SAFE_INTEGER])(
    'does not fail at the instant %d',
    (at) => {
      const calendar = new ZonedCalendar('Europe/Berlin');
      expect(Number.isFinite(calendar.instantAt(calendar.dayOf(at) + 60, 0))).toBe(true);
    },
  );

  test('asks the system once for each day, however often it is asked itself', () => {
    const asked = vi.spyOn(Intl.DateTimeFormat.prototype, 'formatToParts');
    const calendar = new ZonedCalendar('Asia/Shanghai');
    for (let count = 0; count < 10_000; count += 1) {
      calendar.instantAt(calendar.dayOf(1_650_000_000_000 + (count % 60) * DAY) + 3, 480);
    }
    expect(asked.mock.calls.length).toBeLessThan(2 * 70);
    asked.mockRestore();
  });

  test('of a place that does not exist is refused', async () => {
    const error = await expectGateError(() => new ZonedCalendar('Asia/Wuhan'), 'zone-unknown');
    expect(error.message).toContain('"Asia/Wuhan" is not a known time zone');
  });
});

describe('A time of day', () => {
  test.each([
    ['00:00', 0],
    ['08:30', 510],
    ['23:59', 1439],
    ['24:00', 1440],
  ])('%s is minute %d', (text, minute) => {
    expect(parseTimeOfDay(text)).toBe(minute);
  });

  test.each(['24:01', '8:30', '08:60', '08.30', '', '-1:00', '08:30:00'])('%j is none', async (text) => {
    await expectGateError(() => parseTimeOfDay(text), 'time-of-day-invalid');
  });
});
