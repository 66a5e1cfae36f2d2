import { signal } from '@preact/signals';
import { describe, expect, it, vi } from 'vitest';
import { LocalTimes } from '#dashboard/web/shared/local-times.js';
import { ageWords, clockTime, comingTime, eventTime, zoneName } from '#dashboard/web/shared/time-words.js';
import { createTranslator } from '#dashboard/web/shared/translator.js';
import { DAY, HOUR, MINUTE, SECOND } from '#core/units/instant.js';

const choices = { getItem: () => null, setItem: () => undefined };
const zh = createTranslator({ preferred: ['zh'], choices });
const en = createTranslator({ preferred: ['en'], choices });

const HERE = new Intl.DateTimeFormat().resolvedOptions().timeZone;
const IN_SHANGHAI = { words: en, zone: signal('Asia/Shanghai'), times: new LocalTimes('America/New_York') };
const shanghai = (local: string): number => Date.parse(`${local}+08:00`);

/** A Monday. */
const NOON = shanghai('2026-01-05T12:04:07');

describe('ages in words', () => {
  it.each([
    [-MINUTE, 'just now', '刚刚'],
    [0, 'just now', '刚刚'],
    [5 * SECOND, '5 s ago', '5 秒前'],
    [59_999, '59 s ago', '59 秒前'],
    [2 * MINUTE, '2 min ago', '2 分钟前'],
    [HOUR - 1, '59 min ago', '59 分钟前'],
    [5 * HOUR, '5 h ago', '5 小时前'],
    [3 * DAY, '3 d ago', '3 天前'],
  ])('%d ms is "%s"', (age, english, chinese) => {
    expect(ageWords(age, en)).toBe(english);
    expect(ageWords(age, zh)).toBe(chinese);
  });
});

describe('times', () => {
  it('are in 24 h form with seconds', () => {
    expect(clockTime(NOON, IN_SHANGHAI)).toBe('12:04:07');
    expect(clockTime(shanghai('2026-01-05T23:00:00'), IN_SHANGHAI)).toBe('23:00:00');
    expect(clockTime(shanghai('2026-01-05T00:00:09'), IN_SHANGHAI)).toBe('00:00:09');
  });

  it('carry the date once their day is over', () => {
    expect(eventTime(NOON, NOON + HOUR, IN_SHANGHAI)).toBe('12:04:07');
    expect(eventTime(NOON, NOON + DAY, IN_SHANGHAI)).toBe('01-05 12:04:07');
    expect(eventTime(NOON, NOON + 365 * DAY, IN_SHANGHAI)).toBe('01-05 12:04:07');
  });

  it.each([
    ['2026-01-05T18:00:00', 'today 18:00', '今天 18:00'],
    ['2026-01-08T07:00:00', 'Thu 07:00', '周四 07:00'],
    ['2026-01-20T07:00:00', '01-20 07:00', '01-20 07:00'],
    ['2026-01-02T07:00:00', '01-02 07:00', '01-02 07:00'],
  ])('to come are named by their day (%s)', (local, english, chinese) => {
    expect(comingTime(shanghai(local), NOON, IN_SHANGHAI)).toBe(english);
    expect(comingTime(shanghai(local), NOON, { ...IN_SHANGHAI, words: zh })).toBe(chinese);
  });
});

describe('times of a Shanghai compound in a New York browser', () => {
  const midnight = shanghai('2026-01-07T00:00:00');

  it('are those of the compound, whose midnight is a midnight', () => {
    expect(comingTime(midnight, NOON, IN_SHANGHAI)).toBe('Wed 00:00');
    expect(comingTime(midnight, NOON, { ...IN_SHANGHAI, words: zh })).toBe('周三 00:00');
    expect(zoneName(NOON, IN_SHANGHAI)).toBe('GMT+8');
  });

  it('change the date at the midnight of the compound', () => {
    expect(eventTime(midnight - SECOND, midnight, IN_SHANGHAI)).toBe('01-06 23:59:59');
    expect(eventTime(midnight, midnight + DAY - 1, IN_SHANGHAI)).toBe('00:00:00');
  });

  it('are the browser’s own while no zone is shared', () => {
    const shared = signal<string | undefined>(undefined);
    const place = { ...IN_SHANGHAI, zone: shared };
    expect(comingTime(midnight, NOON, place)).toBe('Tue 11:00');
    expect(clockTime(NOON, place)).toBe('23:04:07');
    expect(zoneName(NOON, place)).toBe('GMT-5');
    shared.value = 'Asia/Shanghai';
    expect(comingTime(midnight, NOON, place)).toBe('Wed 00:00');
  });

  it('are the browser’s own, and say so, where it does not know the zone', () => {
    const place = { ...IN_SHANGHAI, zone: signal('Asia/Atlantis') };
    const own = { ...IN_SHANGHAI, zone: signal(HERE) };
    expect(eventTime(NOON, midnight, place)).toBe(eventTime(NOON, midnight, own));
    expect(zoneName(NOON, place)).toBe(zoneName(NOON, own));
  });

  it('make one formatter for each zone and language, however many times are shown', () => {
    const asked = vi.spyOn(Intl.DateTimeFormat.prototype, 'formatToParts');
    try {
      const place = { ...IN_SHANGHAI, times: new LocalTimes('America/New_York') };
      for (let minute = 0; minute < 100; minute += 1) clockTime(NOON + minute * MINUTE, place);
      clockTime(NOON, { ...place, words: zh });
      clockTime(NOON, { ...place, zone: signal(undefined) });
      expect(asked).toHaveBeenCalledTimes(102);
      expect(new Set(asked.mock.contexts).size).toBe(3);
    } finally {
      asked.mockRestore();
    }
  });
});
