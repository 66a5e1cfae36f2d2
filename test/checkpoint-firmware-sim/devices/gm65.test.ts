import { describe, expect, it } from 'vitest';
import { ascii, crc16, hex, word } from '#sim/devices/bytes.js';
import { Gm65 } from '#sim/devices/gm65.js';
import { gm65Answer } from '#sim/devices/gm65-protocol.js';
import { baudRateOf, factoryZones, ZONE } from '#sim/devices/gm65-zones.js';
import { deviceRig, fromHex, toHex, type DeviceRig } from './device-rig.js';

async function started(variant = 'gm65'): Promise<DeviceRig> {
  const rig = deviceRig('gm65', { variant });
  rig.device.powerOn();
  await rig.clock.advance(500);
  return rig;
}

/** `07 01 00 0A 01` with its header and CRC. */
function command(typeToData: string): string {
  const bytes = fromHex(typeToData);
  return `7E 00 ${typeToData} ${toHex(Uint8Array.of(...word(crc16(bytes, 0))))}`;
}

/** Brings a GM861 to its serial line, in continuous mode. */
function talkative(rig: DeviceRig): void {
  rig.say(command('08 01 00 00 D6'));
  rig.say(command('08 01 00 0D A0'));
  rig.takeHex();
}

describe('the zones of the GM65 family', () => {
  it('are at power-on what was read out of a real one, CRC 30FE', () => {
    const dump = factoryZones('gm861').slice(0, 0x62);
    expect(toHex(gm65Answer(dump)).slice(-5)).toBe('30 FE');
    expect(dump[ZONE.output]).toBe(0x01);
    expect(baudRateOf(factoryZones('gm861'))).toBe(9600);
  });
});

describe('the GM65 and its commands (devices.md section 3.1)', () => {
  it.each([
    ['7E 00 07 01 00 0A 01 EE 8A', '02 00 00 01 3E E4 AC', 0x3e],
    ['7E 00 08 01 00 0A 3E 4C CF', '02 00 00 01 00 33 31', 0x00],
    ['7E 00 08 01 00 02 01 AB CD', '02 00 00 01 00 33 31', 0x00],
    ['7E 00 09 01 00 00 00 DE C8', '02 00 00 01 00 33 31', 0x00],
    ['7E 00 07 01 00 2A 02 D8 0F', '02 00 00 02 39 01 C1 4C', 0x00],
  ])('%s gets %s', async (question, answer, zoneA) => {
    const rig = await started();
    rig.say(command(`08 01 00 0A ${hex(zoneA, 2)}`));
    rig.takeHex();
    rig.say(question);
    expect(rig.takeHex()).toEqual([answer]);
  });

  it.each([
    '7E 00 08 02 00 2A 39 01 A7 EA',
    '7E 00 08 02 00 2A 1A 00 E4 7E',
    '7E 00 08 01 00 D9 D3 20 38',
    '7E 00 08 01 00 D9 50 81 D3',
    '7E 00 08 01 00 D9 55 D1 76',
    '7E 00 09 01 00 00 FF C0 38',
    '7E 00 08 01 00 03 02 01 88',
  ])('%s is taken for a whole command', async (question) => {
    const rig = await started();
    rig.say(question);
    expect(rig.takeHex()).toEqual(['02 00 00 01 00 33 31']);
  });

  it('gives the heart-beat on a GM861 only', async () => {
    const other = await started('gm861');
    other.say('7E 00 0A 01 00 00 00 30 1A');
    expect(other.takeHex()).toEqual(['03 00 00 01 00 33 31']);
    const rig = await started('gm65');
    rig.say('7E 00 0A 01 00 00 00 30 1A');
    expect(rig.takeHex()).toEqual([]);
  });

  it('gives no answer to a wrong CRC, a slow command, a zone that is not there, or during start-up', async () => {
    const rig = deviceRig('gm65');
    rig.device.powerOn();
    await rig.clock.advance(300);
    rig.say('7E 00 07 01 00 0A 01 EE 8A');
    await rig.clock.advance(300);
    rig.say('7E 00 07 01 00 0A 01 EE 8B');
    rig.say(command('07 01 00 FF 02'));
    rig.say(command('07 01 00 00 00'));
    expect(rig.takeHex().map((answer) => answer.length)).toEqual([(256 + 6) * 3 - 1]);
    rig.say('7E 00 07 01');
    await rig.clock.advance(300);
    rig.say('00');
    await rig.clock.advance(101);
    rig.say('0A 01 EE 8A');
    expect(rig.takeHex()).toEqual([]);
    rig.say('7E 00 07 01');
    await rig.clock.advance(300);
    rig.say('00 0A 01 EE 8A');
    expect(rig.takeHex()).toHaveLength(1);
  });

  it('changes its speed at once, and loses it with the power unless it was saved', async () => {
    const rig = await started();
    rig.say('7E 00 08 02 00 2A 1A 00 E4 7E');
    expect(rig.bauds.at(-1)).toBe(115200);
    rig.device.powerOff();
    rig.device.powerOn();
    expect(rig.bauds.at(-1)).toBe(9600);
    await rig.clock.advance(500);
    rig.say('7E 00 08 02 00 2A 1A 00 E4 7E 7E 00 09 01 00 00 00 DE C8');
    rig.device.powerOn();
    expect(rig.bauds.at(-1)).toBe(115200);
    await rig.clock.advance(500);
    rig.say('7E 00 08 01 00 D9 D3 20 38');
    expect(rig.bauds.at(-1)).toBe(9600);
  });

  it('reboots after a factory reset and loses what is written too early', async () => {
    const rig = await started('gm861');
    talkative(rig);
    rig.say('7E 00 09 01 00 00 00 DE C8 7E 00 08 01 00 D9 50 81 D3');
    rig.takeHex();
    await rig.clock.advance(300);
    rig.say(command('08 01 00 0D A0'));
    expect(rig.takeHex()).toEqual([]);
    await rig.clock.advance(300);
    rig.say(command('07 01 00 0D 01'));
    expect(rig.takeHex()).toEqual([toHex(gm65Answer([0xa1]))]);
  });

  it('never speaks again once its program was erased', async () => {
    const rig = await started();
    rig.say('7E 00 05 01 00 00 00 AB CD');
    rig.device.powerOn();
    await rig.clock.advance(2_000);
    rig.say('7E 00 07 01 00 0A 01 EE 8A');
    expect(rig.takeHex()).toEqual([]);
    expect(rig.clock.pendingTimers).toBe(0);
  });

  it('sleeps and wakes', async () => {
    const rig = await started();
    rig.say(command('08 01 00 00 D6'));
    rig.say(command('08 01 00 D9 A0'));
    rig.takeHex();
    rig.device.present({ kind: 'qr', value: 'A' });
    await rig.clock.advance(200);
    expect(rig.takeHex()).toEqual([]);
    rig.say(command('08 01 00 D9 00'));
    rig.say(command('08 01 00 D9 A5'));
    rig.takeHex();
    rig.say('7E 00 07 01 00 0A 01 EE 8A');
    await rig.clock.advance(500);
    expect(rig.takeHex()).toEqual([]);
    rig.say('7E 00 07 01 00 0A 01 EE 8A');
    expect(rig.takeHex()).toHaveLength(1);
  });
});

describe('the GM65 and codes', () => {
  const QR = { kind: 'qr' as const, value: '0321563840' };

  it('reads by itself in continuous mode, and says the text with CR', async () => {
    const rig = await started();
    rig.say(command('08 01 00 00 D6'));
    rig.takeHex();
    rig.device.present(QR);
    await rig.clock.advance(3_000);
    expect(rig.takeText()).toEqual(['0321563840\r']);
  });

  it('reads in manual mode only when triggered, before or after the code is there', async () => {
    const rig = await started();
    rig.device.present(QR);
    await rig.clock.advance(1_000);
    rig.say('7E 00 08 01 00 02 01 AB CD');
    await rig.clock.advance(1_000);
    expect(rig.takeHex()).toEqual(['02 00 00 01 00 33 31']);
    rig.device.present(QR);
    await rig.clock.advance(200);
    expect(rig.takeText()).toEqual(['0321563840\r']);
    rig.device.present(QR);
    await rig.clock.advance(200);
    rig.say('7E 00 08 01 00 02 01 AB CD');
    await rig.clock.advance(200);
    expect(rig.takeText().at(-1)).toBe('0321563840\r');
    rig.say('7E 00 08 01 00 02 01 AB CD');
    await rig.clock.advance(6_000);
    rig.takeHex();
    rig.device.present(QR);
    await rig.clock.advance(200);
    expect(rig.takeHex()).toEqual([]);
  });

  it('keeps a GM861 silent until its output is set to the serial line', async () => {
    const rig = await started('gm861');
    rig.device.present(QR);
    await rig.clock.advance(200);
    expect(rig.takeHex()).toEqual([]);
    talkative(rig);
    rig.device.present(QR);
    await rig.clock.advance(200);
    expect(rig.takeText()).toEqual(['0321563840\r']);
  });

  it('frames the text by its length with protocol output, on a GM861 only', async () => {
    const rig = await started('gm861');
    talkative(rig);
    rig.say(command('08 01 00 60 81'));
    rig.takeHex();
    rig.device.present(QR);
    await rig.clock.advance(200);
    expect(rig.takeHex()).toEqual(['03 00 0A 30 33 32 31 35 36 33 38 34 30']);
    const other = await started('gm65');
    other.say(command('08 01 00 00 D6'));
    other.say(command('08 01 00 60 81'));
    other.takeHex();
    other.device.present(QR);
    await other.clock.advance(200);
    expect(other.takeText()).toEqual(['0321563840\r']);
  });

  it('puts prefix, code id, suffix and tail where its zones say', async () => {
    const rig = await started();
    for (const write of [
      '00 00 D6',
      '00 60 2F',
      '00 62 21',
      '00 63 3C',
      '00 64 3C',
      '00 72 3E',
      '00 D0 80',
    ]) {
      rig.say(command(`08 01 ${write}`));
    }
    rig.takeHex();
    rig.device.present(QR);
    await rig.clock.advance(200);
    expect(rig.takeText()).toEqual([']Q1<<Q0321563840>\r\n']);
  });

  it('speaks GBK from the factory, and UTF-8 when set', async () => {
    const rig = await started();
    rig.say(command('08 01 00 00 D6'));
    rig.takeHex();
    rig.device.present({ kind: 'qr', value: '码a' });
    await rig.clock.advance(200);
    expect(rig.takeHex()).toEqual(['C2 EB 61 0D']);
    rig.say(command('08 01 00 0D AC'));
    rig.takeHex();
    rig.device.present({ kind: 'qr', value: '码a' });
    await rig.clock.advance(200);
    expect(rig.takeHex()).toEqual([toHex(Uint8Array.of(0xe7, 0xa0, 0x81, 0x61, 0x0d))]);
  });

  it('lets anybody change it with a printed code until that is locked out', async () => {
    const rig = await started();
    const { device } = rig;
    if (!(device instanceof Gm65)) throw new Error('not a GM65');
    device.showSettingCode(0x0a, 0x11);
    rig.say('7E 00 07 01 00 0A 01 EE 8A');
    rig.say('7E 00 08 01 00 03 02 01 88');
    device.showSettingCode(0x0a, 0x22);
    rig.say('7E 00 07 01 00 0A 01 EE 8A');
    const answers = rig.takeHex();
    expect(answers[0]).toBe(toHex(gm65Answer([0x11])));
    expect(answers[2]).toBe(toHex(gm65Answer([0x11])));
  });

  it('glues the answer to a trigger to the code it leads to, in one stream', async () => {
    const rig = await started();
    rig.device.present({ kind: 'qr', value: 'A' });
    rig.say('7E 00 08 01 00 02 01 AB CD');
    await rig.clock.advance(200);
    expect(rig.frames.map(({ bytes }) => toHex(bytes))).toEqual(['02 00 00 01 00 33 31', '41 0D']);
    expect(rig.frames[1]?.bytes).toEqual(ascii('A\r'));
  });
});
