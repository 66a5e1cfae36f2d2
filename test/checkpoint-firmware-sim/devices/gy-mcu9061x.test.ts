import { describe, expect, it } from 'vitest';
import { sum8 } from '#sim/devices/bytes.js';
import { gyFrame } from '#sim/devices/gy-mcu9061x.js';
import { deviceRig, fromHex, HEALTHY, toHex, type DeviceRig } from './device-rig.js';

async function started(variant?: string): Promise<DeviceRig> {
  const rig = deviceRig('gy-mcu9061x', variant === undefined ? {} : { variant });
  rig.device.powerOn();
  await rig.clock.advance(160);
  rig.takeHex();
  return rig;
}

function objectOf(frame: Uint8Array | undefined): number {
  return frame === undefined ? Number.NaN : Buffer.from(frame).readInt16BE(4) / 100;
}

describe('a frame of the GY-MCU9061x', () => {
  it.each([
    ['5A 5A 45 04 0C 78 0D 19 A7', 31.92, 33.53],
    ['5A 5A 45 04 0E 1C 09 92 C2', 36.12, 24.5],
    ['5A 5A 45 04 FE 00 FC AE A5', -5.12, -8.5],
  ])('is %s for %d and %d (devices.md section 1.1)', (hex, objectC, ambientC) => {
    expect(toHex(gyFrame({ objectC, ambientC }))).toBe(hex);
  });
});

describe('the GY-MCU9061x', () => {
  it('measures ten times a second, the air when nobody is there', async () => {
    const rig = await started();
    await rig.clock.advance(1_000);
    expect(rig.frames).toHaveLength(10);
    for (const { bytes } of rig.frames) {
      expect(Math.abs(objectOf(bytes) - HEALTHY.ambientC)).toBeLessThan(0.1);
      expect(sum8(bytes.subarray(0, 8))).toBe(bytes[8]);
    }
  });

  it('follows a person within a few frames and lets go as fast', async () => {
    const rig = await started();
    rig.device.show(HEALTHY);
    await rig.clock.advance(500);
    expect(objectOf(rig.frames.at(-1)?.bytes)).toBeCloseTo(34.1, 1);
    rig.device.show(null);
    await rig.clock.advance(500);
    expect(objectOf(rig.frames.at(-1)?.bytes)).toBeCloseTo(21.3, 1);
  });

  it('keeps silent until it is asked, when it is of the silent lot', async () => {
    const rig = await started('silent');
    await rig.clock.advance(1_000);
    expect(rig.takeHex()).toEqual([]);
    rig.say('A5 45 EA');
    await rig.clock.advance(1_000);
    expect(rig.takeHex()).toHaveLength(10);
  });

  it('answers a query with one frame and goes on being silent', async () => {
    const rig = await started();
    rig.say('A5 15 BA');
    await rig.clock.advance(1_000);
    expect(rig.takeHex()).toHaveLength(1);
  });

  it('gives no answer to a command with a wrong sum, nor to a setting', async () => {
    const rig = await started('silent');
    rig.say('A5 45 EB A5 AF 54 00 00');
    await rig.clock.advance(1_000);
    expect(rig.takeHex()).toEqual([]);
  });

  it('changes its speed and its manners at the next power-up only', async () => {
    const rig = await started();
    rig.say('A5 AF 54');
    rig.say('A5 52 F7');
    await rig.clock.advance(1_000);
    expect(rig.takeHex()).toHaveLength(10);
    expect(rig.bauds).toEqual([9600]);
    rig.device.powerOff();
    rig.device.powerOn();
    await rig.clock.advance(1_000);
    expect(rig.takeHex()).toEqual([]);
    expect(rig.bauds).toEqual([9600, 115200]);
    rig.say('A5 AE 53');
    rig.say('A5 51 F6');
    rig.device.powerOn();
    await rig.clock.advance(1_000);
    expect(rig.takeHex()).not.toEqual([]);
    expect(rig.bauds.at(-1)).toBe(9600);
  });

  it('adds a tenth byte behind the sum in the newer variant', async () => {
    const rig = await started('ten-byte');
    await rig.clock.advance(100);
    const [frame] = rig.frames;
    expect(frame?.bytes).toHaveLength(10);
    expect(sum8(frame?.bytes.subarray(0, 8) ?? fromHex('00'))).toBe(frame?.bytes[8]);
  });

  it('stays silent without power, and keeps no timer', async () => {
    const rig = await started();
    rig.device.powerOff();
    rig.say('A5 15 BA');
    await rig.clock.advance(1_000);
    expect(rig.takeHex()).toEqual([]);
    expect(rig.clock.pendingTimers).toBe(0);
  });
});
