import { describe, expect, it } from 'vitest';
import { ageWords, clockTime, comingTime, eventTime } from '#dashboard/web/shared/time-words.js';
import { createTranslator } from '#dashboard/web/shared/translator.js';
import { DAY, HOUR, MINUTE, SECOND } from '#core/units/instant.js';

const choices = { getItem: () => null, setItem: () => undefined };
const zh = createTranslator({ preferred: ['zh'], choices });
const en = createTranslator({ preferred: ['en'], choices });

/** A Monday, in the zone of this machine. */
const NOON = new Date(2026, 0, 5, 12, 4, 7).getTime();

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
    expect(clockTime(NOON)).toBe('12:04:07');
    expect(clockTime(new Date(2026, 0, 5, 23, 0, 0).getTime())).toBe('23:00:00');
    expect(clockTime(new Date(2026, 0, 5, 0, 0, 9).getTime())).toBe('00:00:09');
  });

  it('carry the date once their day is over', () => {
    expect(eventTime(NOON, NOON + HOUR)).toBe('12:04:07');
    expect(eventTime(NOON, NOON + DAY)).toBe('01-05 12:04:07');
  });

  it.each([
    [new Date(2026, 0, 5, 18, 0).getTime(), 'today 18:00', '今天 18:00'],
    [new Date(2026, 0, 8, 7, 0).getTime(), 'Thu 07:00', '周四 07:00'],
    [new Date(2026, 0, 20, 7, 0).getTime(), '01-20 07:00', '01-20 07:00'],
    [new Date(2026, 0, 2, 7, 0).getTime(), '01-02 07:00', '01-02 07:00'],
  ])('to come are named by their day (%d)', (at, english, chinese) => {
    expect(comingTime(at, NOON, en)).toBe(english);
    expect(comingTime(at, NOON, zh)).toBe(chinese);
  });
});
