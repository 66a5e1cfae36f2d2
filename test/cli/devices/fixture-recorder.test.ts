import { describe, expect, it } from 'vitest';
import { FixtureRecorder } from '#cli/devices/fixture-recorder.js';
import { parseFixture } from '../../gateway/drivers/fixture.js';
import { ManualClock } from '../../support/manual-clock.js';

const FRAME = Uint8Array.of(0x5a, 0x5a, 0x45, 0x04, 0x0c, 0x78, 0x0d, 0x19, 0xa7);
const SAMPLE = { kind: 'sample', objectC: 31.92, ambientC: 33.53 } as const;

describe('FixtureRecorder', () => {
  function recorder(): { clock: ManualClock; tape: FixtureRecorder; text: () => string } {
    const clock = new ManualClock();
    let text = '';
    const tape = new FixtureRecorder(clock, (more) => {
      text += more;
    });
    return { clock, tape, text: () => text };
  }

  it('writes what the fixture reader of the drivers reads back', async () => {
    const { clock, tape, text } = recorder();
    tape.onOpen();
    tape.onWrite(Uint8Array.of(0xa5, 0x45, 0xea));
    await clock.advance(120);
    tape.onRead(FRAME);
    tape.onEvent(SAMPLE);
    await clock.advance(250);
    tape.onEvent({ kind: 'discarded', why: 'timeout', bytes: 2, excerpt: '5A 5A' });
    tape.onClose('the device was unplugged');
    tape.finish();

    const { frames } = parseFixture(`[frames]\n${text()}`);
    expect(frames.map((step) => step.kind)).toEqual(['host', 'pause', 'device']);
    expect(frames[1]).toMatchObject({ ms: 120 });
    expect(frames[2]).toMatchObject({
      bytes: FRAME,
      events: [SAMPLE, { kind: 'discarded', why: 'timeout' }],
    });
    expect(text()).toContain('# closed: the device was unplugged');
  });

  it('keeps the bytes of a chunk as they were, whoever reuses the buffer', () => {
    const { tape, text } = recorder();
    const buffer = Uint8Array.of(1, 2);
    tape.onRead(buffer);
    buffer.fill(0xff);
    tape.finish();
    expect(text()).toBe('01 02 # recorded\n');
  });
});
