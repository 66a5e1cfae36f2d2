import { describe, expect, it } from 'vitest';
import { Refusals } from '#broker/mqtt/refusals.js';
import { ManualClock } from '../../support/manual-clock.js';
import { RecordingLogger } from '../../support/recording-logger.js';

describe('refusals', () => {
  it('are all counted, and a flood of one kind is one line in ten seconds', async () => {
    const [clock, logger] = [new ManualClock(), new RecordingLogger()];
    const refusals = new Refusals({ clock, logger });
    for (let index = 0; index < 1000; index += 1) refusals.add('the password is wrong', null);
    refusals.add('a retained publish', null);
    expect(refusals.count).toBe(1001);
    expect(logger.lines).toHaveLength(2);
    await clock.advance(10_000);
    refusals.add('the password is wrong', null);
    expect(logger.lines.at(-1)?.fields).toMatchObject({ reason: 'the password is wrong', times: 1000 });
  });
});
