import { describe, expect, it } from 'vitest';
import { linkStateOf, SILENCE_LIMIT } from '#dashboard/web/live/link-age.js';
import { SECOND } from '#core/units/instant.js';

describe('the age of the link', () => {
  it('is silent within the 12 s in which a dead link must show', () => {
    expect(SILENCE_LIMIT).toBeGreaterThan(10 * SECOND);
    expect(SILENCE_LIMIT + SECOND).toBeLessThanOrEqual(12 * SECOND);
  });

  it.each([
    { lastHeardAt: null, now: 1_000, state: 'connecting' },
    { lastHeardAt: null, now: SILENCE_LIMIT - 1, state: 'connecting' },
    { lastHeardAt: null, now: SILENCE_LIMIT, state: 'silent' },
    { lastHeardAt: 500, now: 600, state: 'live' },
    { lastHeardAt: 500, now: 499 + SILENCE_LIMIT, state: 'live' },
    { lastHeardAt: 500, now: 500 + SILENCE_LIMIT, state: 'silent' },
  ] as const)('is $state at $now when it last heard at $lastHeardAt', ({ lastHeardAt, now, state }) => {
    expect(linkStateOf({ listeningSince: 0, lastHeardAt }, now)).toBe(state);
  });
});
