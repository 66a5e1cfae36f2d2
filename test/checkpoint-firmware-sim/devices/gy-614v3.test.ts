import { describe, expect, it } from 'vitest';
import { gy614Frame } from '#sim/devices/gy-614v3.js';
import { deviceRig, fromHex, HEALTHY, toHex, type DeviceRig } from './device-rig.js';

async function started(): Promise<DeviceRig> {
  const rig = deviceRig('gy-614v3');
  rig.device.powerOn();
  await rig.clock.advance(250);
  rig.takeHex();
  return rig;
}

/** Adds the sum to a command. */
function tell(rig: DeviceRig, hex: string): void {
  rig.device.received(gy614Frame([...fromHex(hex)]));
}

function values(frame: Uint8Array | undefined): number[] {
  if (frame === undefined) return [];
  return [5, 7, 9].map((offset) => Buffer.from(frame).readInt16BE(offset) / 100);
}

describe('a frame of the GY-614V3', () => {
  it.each(['A4 06 03 01 AE', 'A4 06 01 06 B1', 'A4 03 07 07 61 0D 54 09 E2 0E 47 B7'])(
    'has the sum of %s (devices.md section 1.2)',
    (hex) => {
      const bytes = fromHex(hex);
      expect(toHex(gy614Frame([...bytes.subarray(0, -1)]))).toBe(hex);
    },
  );
});

describe('the GY-614V3', () => {
  it('gives object, ambient and body value ten times a second', async () => {
    const rig = await started();
    rig.device.show(HEALTHY);
    await rig.clock.advance(1_000);
    expect(rig.frames).toHaveLength(10);
    const last = rig.frames.at(-1)?.bytes;
    expect(toHex(last?.subarray(0, 5) ?? fromHex(''))).toBe('A4 03 07 07 61');
    const [objectC, ambientC, bodyC] = values(last);
    expect(objectC).toBeCloseTo(34.1, 1);
    expect(ambientC).toBe(21.3);
    expect(bodyC).toBeCloseTo(36.5, 1);
  });

  it('gives a body value with nobody there too', async () => {
    const rig = await started();
    await rig.clock.advance(100);
    expect(values(rig.frames[0]?.bytes)[2]).toBeCloseTo(21.3, 1);
  });

  it('falls silent in query mode and answers what it is asked, also over the broadcast address', async () => {
    const rig = await started();
    rig.say('A4 06 03 01 AE');
    await rig.clock.advance(1_000);
    expect(rig.takeHex()).toEqual([]);
    tell(rig, 'A4 03 07 07');
    tell(rig, '00 03 00 04');
    const [live, settings] = rig.takeHex();
    expect(live).toMatch(/^A4 03 07 07 61 /);
    expect(settings).toBe(toHex(gy614Frame([...fromHex('A4 03 00 04 A4 02 03 01')])));
  });

  it('answers neither a wrong sum, nor another device, nor registers that it lacks', async () => {
    const rig = await started();
    rig.say('A4 06 03 01 AE');
    rig.say('A4 03 07 07 00');
    tell(rig, 'A6 03 07 07');
    tell(rig, 'A4 03 0C 07');
    tell(rig, 'A4 03 00 00');
    expect(rig.takeHex()).toEqual([]);
    rig.say('A4 A4');
    tell(rig, 'A4 03 0F 01');
    expect(rig.takeHex()).toHaveLength(1);
  });

  it('slows down when told to', async () => {
    const rig = await started();
    tell(rig, 'A4 06 02 00');
    await rig.clock.advance(3_000);
    expect(rig.frames).toHaveLength(3);
  });

  it('adds the offset of its register', async () => {
    const rig = await started();
    tell(rig, 'A4 06 06 78');
    await rig.clock.advance(100);
    expect(values(rig.frames[0]?.bytes)[0]).toBeCloseTo(23.3, 1);
  });

  it('forgets what was not saved, and takes its speed at the next power-up', async () => {
    const rig = await started();
    rig.say('A4 06 01 06 B1');
    tell(rig, 'A4 06 03 01');
    rig.device.powerOn();
    await rig.clock.advance(500);
    expect(rig.takeHex()).not.toEqual([]);
    expect(rig.bauds).toEqual([9600, 9600]);
    rig.say('A4 06 01 06 B1');
    tell(rig, 'A4 06 05 55');
    rig.device.powerOn();
    expect(rig.bauds.at(-1)).toBe(115200);
    await rig.clock.advance(500);
    tell(rig, 'A4 06 05 AA');
    rig.device.powerOn();
    expect(rig.bauds.at(-1)).toBe(9600);
  });
});
