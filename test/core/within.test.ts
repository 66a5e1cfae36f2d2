import { describe, expect, it } from 'vitest';
import { GateError } from '#core/errors/gate-error.js';
import { within } from '#core/within.js';
import { expectGateError } from '../support/assert-gate-error.js';
import { ManualClock } from '../support/manual-clock.js';

describe('waiting within a limit', () => {
  it('tells that the work was done in time, and leaves no timer', async () => {
    const clock = new ManualClock();
    expect(await within(Promise.resolve('done'), 1_000, clock)).toBe(true);
    await clock.advance(0);
    expect(clock.pendingTimers).toBe(0);
  });

  it('ends with the limit when the work does not end', async () => {
    const clock = new ManualClock();
    const waiting = within(new Promise(() => undefined), 1_000, clock);
    await clock.advance(1_000);
    expect(await waiting).toBe(false);
    expect(clock.pendingTimers).toBe(0);
  });

  it('passes a fault of the work on', async () => {
    const clock = new ManualClock();
    const fault = Promise.reject(new GateError('not-ready', { problem: 'a test' }));
    await expectGateError(() => within(fault, 1_000, clock), 'not-ready');
    await clock.advance(0);
    expect(clock.pendingTimers).toBe(0);
  });
});
