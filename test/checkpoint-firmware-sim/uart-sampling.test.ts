import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampledAt } from '#sim/uart-sampling.js';

const SPEEDS = [1200, 2400, 4800, 9600, 14400, 19200, 38400, 57600, 115200];
const FRAME = Uint8Array.of(0x5a, 0x5a, 0x45, 0x04, 0x0e, 0x1c, 0x09, 0x92, 0xc2);

describe('sampling of a line', () => {
  it('passes every byte through when both ends have one speed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(...SPEEDS), (bytes, speed) => {
        expect([...sampledAt(bytes, { sent: speed, read: speed })]).toEqual([...bytes]);
      }),
    );
  });

  it('carries nothing on a line that was hung up', () => {
    expect(sampledAt(FRAME, { sent: 0, read: 9600 })).toEqual(new Uint8Array());
    expect(sampledAt(FRAME, { sent: 9600, read: 0 })).toEqual(new Uint8Array());
  });

  it('never lets a frame through when the speeds differ', () => {
    for (const sent of SPEEDS) {
      for (const read of SPEEDS.filter((speed) => speed !== sent)) {
        const heard = Buffer.from(sampledAt(FRAME, { sent, read }));
        expect(heard.includes(Buffer.from(FRAME)), `${sent} read at ${read}`).toBe(false);
      }
    }
  });

  it('lets nothing through when one end has no speed, or one that is far away', () => {
    for (const [sent, read] of [
      [0, 9600],
      [9600, 0],
      [0, 0],
      [50, 115200],
      [115200, 50],
    ] as const) {
      expect(sampledAt(FRAME, { sent, read })).toHaveLength(0);
    }
  });

  it('gives fewer bytes to a slower reader and bounded garbage to a faster one', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (bytes) => {
        const slow = sampledAt(bytes, { sent: 115200, read: 9600 });
        expect(slow.length).toBeLessThanOrEqual(Math.ceil(bytes.length / 10));
        const fast = sampledAt(bytes, { sent: 9600, read: 115200 });
        expect(fast.length).toBeLessThanOrEqual(bytes.length * 5);
      }),
    );
  });
});
