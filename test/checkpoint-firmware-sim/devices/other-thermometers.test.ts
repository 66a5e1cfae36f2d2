import { describe, expect, it } from 'vitest';
import { aaa5Frame, aaa5Values } from '#sim/devices/aaa5-body.js';
import { cjmcuFrame } from '#sim/devices/cjmcu-90614.js';
import { idc50Frame } from '#sim/devices/idc-50.js';
import { deviceRig, HEALTHY, toHex, type DeviceRig } from './device-rig.js';

async function started(driver: string, variant?: string): Promise<DeviceRig> {
  const rig = deviceRig(driver, variant === undefined ? {} : { variant });
  rig.device.powerOn();
  await rig.clock.advance(300);
  rig.takeHex();
  return rig;
}

describe('the CJMCU-90614', () => {
  it('has the sum of the known sample, or that over the whole frame (devices.md section 1.3)', () => {
    const sample = { objectC: 26.91, ambientC: 26.91 };
    expect(toHex(cjmcuFrame(1, sample))).toBe('66 66 01 04 0A 83 0A 83 1A');
    expect(toHex(cjmcuFrame(1, sample, 'frame-sum'))).toBe('66 66 01 04 0A 83 0A 83 EB');
  });

  it('speaks ten times a second, ambient first', async () => {
    const rig = await started('cjmcu-90614');
    rig.device.show(HEALTHY);
    await rig.clock.advance(1_000);
    expect(rig.frames).toHaveLength(10);
    const last = Buffer.from(rig.frames.at(-1)?.bytes ?? []);
    expect(last.readInt16BE(4) / 100).toBe(21.3);
    expect(last.readInt16BE(6) / 100).toBeCloseTo(34.1, 1);
  });

  it('answers a query with one frame of that mode, and speaks again when told to', async () => {
    const rig = await started('cjmcu-90614', 'frame-sum');
    rig.say('66 66 02 56');
    await rig.clock.advance(1_000);
    const frames = rig.takeHex();
    expect(frames).toHaveLength(1);
    expect(frames[0]).toMatch(/^66 66 02 04 /);
    rig.say('66 66 01 57 66 66 09 56');
    await rig.clock.advance(1_000);
    expect(rig.takeHex()).toEqual([]);
    rig.say('66 66 01 56');
    await rig.clock.advance(1_000);
    expect(rig.takeHex()).toHaveLength(10);
  });

  it('changes its speed at once and keeps it', async () => {
    const rig = await started('cjmcu-90614');
    rig.say('66 66 11 56');
    rig.device.powerOff();
    rig.device.powerOn();
    expect(rig.bauds).toEqual([115200, 9600, 9600]);
    rig.device.powerOff();
    expect(rig.clock.pendingTimers).toBe(0);
  });
});

describe('the AA A5 module', () => {
  it('is byte for byte what devices.md section 1.4 shows', () => {
    expect(toHex(aaa5Frame(0x02, [0x02]))).toBe('AA A5 04 02 02 08 55');
    expect(toHex(aaa5Frame(0x01, []))).toBe('AA A5 03 01 04 55');
    expect(toHex(aaa5Frame(0x01, aaa5Values(2, 36.5, 24)))).toBe('AA A5 08 01 02 01 6D 00 F0 69 55');
  });

  it('says nothing by itself', async () => {
    const rig = await started('aaa5-body');
    rig.device.show(HEALTHY);
    await rig.clock.advance(5_000);
    expect(rig.takeHex()).toEqual([]);
  });

  it('measures the object until it is told to measure the body, each 220 ms after the question', async () => {
    const rig = await started('aaa5-body');
    rig.device.show(HEALTHY);
    await rig.clock.advance(1_000);
    rig.say('AA A5 03 01 04 55');
    await rig.clock.advance(219);
    expect(rig.takeHex()).toEqual([]);
    await rig.clock.advance(1);
    expect(rig.takeHex()).toEqual(['00 AA A5 08 01 01 01 55 00 D5 35 55']);
    rig.say('AA A5 04 02 02 08 55');
    expect(rig.takeHex()).toEqual(['00 AA A5 04 02 00 06 55']);
    rig.say('AA A5 03 01 04 55');
    await rig.clock.advance(220);
    expect(rig.takeHex()).toEqual(['00 AA A5 08 01 02 01 6D 00 D5 4E 55']);
  });

  it('answers no wrong sum, no wrong end, no unknown target and no unknown command', async () => {
    const rig = await started('aaa5-body');
    rig.say('AA A5 03 01 05 55');
    rig.say('AA A5 03 01 04 56');
    rig.say('AA A5 04 02 03 09 55');
    rig.say('AA A5 03 09 0C 55');
    rig.say('AA A5 FF AA');
    await rig.clock.advance(1_000);
    expect(rig.takeHex()).toEqual([]);
    rig.say('A5 03 01 04 55');
    await rig.clock.advance(1_000);
    expect(rig.takeHex()).toHaveLength(1);
  });

  it('forgets its target when it loses power', async () => {
    const rig = await started('aaa5-body');
    rig.say('AA A5 04 02 02 08 55');
    rig.device.powerOn();
    await rig.clock.advance(300);
    rig.takeHex();
    rig.say('AA A5 03 01 04 55');
    await rig.clock.advance(220);
    expect(rig.takeHex()[0]).toMatch(/^00 AA A5 08 01 01 /);
  });
});

describe('the IDC-50', () => {
  it('is byte for byte what devices.md section 1.5 shows', () => {
    expect(toHex(idc50Frame(36.7))).toBe('AA 55 06 24 07 30');
    expect(toHex(idc50Frame(37.3))).toBe('AA 55 06 25 03 2D');
    expect(toHex(idc50Frame(36.96))).toBe('AA 55 06 25 00 2A');
  });

  it('gives a body value every 500 ms after a second of start-up, whatever it is told', async () => {
    const rig = await started('idc-50');
    rig.say('AA 55 06');
    rig.device.show(HEALTHY);
    await rig.clock.advance(2_800);
    expect(rig.takeHex()).toEqual([
      'AA 55 06 24 05 2E',
      'AA 55 06 24 05 2E',
      'AA 55 06 24 05 2E',
      'AA 55 06 24 05 2E',
    ]);
    rig.device.powerOff();
    expect(rig.clock.pendingTimers).toBe(0);
  });
});
