import { describe, expect, it } from 'vitest';
import { ZonedCalendar } from '#core/units/calendar-day.js';
import { localTime, parseLocalTime } from '#cli/local-time.js';
import { expectGateError } from '../support/assert-gate-error.js';

const calendar = new ZonedCalendar('Asia/Shanghai');
/** 23:30 on 31 January in Shanghai, which is still the afternoon in UTC. */
const now = Date.UTC(2026, 0, 31, 15, 30);
const read = (text: string) => parseLocalTime(text, '--from', { calendar, now });

describe('a time on the wall clock of a compound', () => {
  it('is a date with a time, or today or tomorrow there', () => {
    expect(read('2026-02-01 00:00')).toBe(Date.UTC(2026, 0, 31, 16));
    expect(read('2026-02-01T08:15')).toBe(Date.UTC(2026, 1, 1, 0, 15));
    expect(read('tomorrow 00:00')).toBe(Date.UTC(2026, 0, 31, 16));
    expect(read('today 24:00')).toBe(Date.UTC(2026, 0, 31, 16));
  });

  it('is written as it is read', () => {
    expect(localTime(read('2026-02-01 07:05'), calendar)).toBe('2026-02-01 07:05');
  });

  it.each(['', 'soon', '2026-02-30 00:00', '2026-13-01 00:00', '00:00', '2026-02-01'])(
    'is not %j',
    async (text) => {
      await expectGateError(() => read(text), 'usage-wrong');
    },
  );

  it('has no 25th hour', async () => {
    await expectGateError(() => read('tomorrow 25:00'), 'time-of-day-invalid');
  });
});
