import { describe, expect, it } from 'vitest';
import { xor8 } from '#sim/devices/bytes.js';
import { rdmFrame } from '#sim/devices/rdm6300.js';
import { SdtIdcard } from '#sim/devices/sdt-idcard.js';
import { cardText, sdtFrame, sdtStatus } from '#sim/devices/sdt-idcard-data.js';
import { deviceRig, fromHex, toHex, type DeviceRig } from './device-rig.js';

async function started(driver: string, variant?: string): Promise<DeviceRig> {
  const rig = deviceRig(driver, variant === undefined ? {} : { variant });
  rig.device.powerOn();
  await rig.clock.advance(1_000);
  return rig;
}

describe('the RDM6300', () => {
  it.each([
    ['1F00644BB6', 'fourteen-byte', '02 31 46 30 30 36 34 34 42 42 36 38 36 03'],
    ['330092A6D7', 'fourteen-byte', '02 33 33 30 30 39 32 41 36 44 37 44 30 03'],
    ['62E3086CED', 'fourteen-byte', '02 36 32 45 33 30 38 36 43 45 44 30 38 03'],
    ['0114AE3BBC', 'thirteen-byte', '02 30 31 31 34 41 45 33 42 42 43 3C 03'],
    ['0C000621A5', 'id-12la', '02 30 43 30 30 30 36 32 31 41 35 38 45 0D 0A 03'],
  ])('frames card %s as in devices.md section 4.1: %s', (card, layout, frame) => {
    expect(toHex(rdmFrame(card, layout))).toBe(frame);
  });

  it('repeats the card every 65 ms as long as it is held', async () => {
    const rig = await started('rdm6300');
    rig.device.present({ kind: 'card', value: '1f00644bb6' });
    await rig.clock.advance(2_000);
    const times = rig.frames.map(({ at }) => at);
    expect(times).toEqual([1000, 1065, 1130, 1195, 1260, 1325, 1390]);
    expect(new Set(rig.takeHex()).size).toBe(1);
  });

  it('goes over to the next card at once', async () => {
    const rig = await started('rdm6300');
    rig.device.present({ kind: 'card', value: '1F00644BB6' });
    await rig.clock.advance(100);
    rig.device.present({ kind: 'card', value: '330092A6D7' });
    await rig.clock.advance(2_000);
    const frames = rig.takeText();
    expect(frames.lastIndexOf('\x021F00644BB686\x03')).toBe(1);
    expect(frames.at(-1)).toBe('\x02330092A6D7D0\x03');
  });

  it('gives ghost cards with a right sum, once', async () => {
    const rig = await started('rdm6300');
    rig.device.ghost?.();
    await rig.clock.advance(1_000);
    const [ghost, more] = rig.takeText();
    expect(more).toBeUndefined();
    const digits = [...fromHex(ghost?.slice(1, 13) ?? '')];
    expect(xor8(digits)).toBe(0);
  });

  it('reads nothing but card numbers, and nothing without power', async () => {
    const rig = await started('rdm6300');
    rig.device.present({ kind: 'card', value: 'not hex' });
    rig.device.present({ kind: 'qr', value: '1F00644BB6' });
    rig.device.powerOff();
    rig.device.present({ kind: 'card', value: '1F00644BB6' });
    rig.device.ghost?.();
    await rig.clock.advance(1_000);
    expect(rig.takeHex()).toEqual([]);
  });
});

const STATUS = 'AA AA AA 96 69 00 03 11 FF ED';
const RESET = 'AA AA AA 96 69 00 03 10 FF EC';
const FIND = 'AA AA AA 96 69 00 03 20 01 22';
const SELECT = 'AA AA AA 96 69 00 03 20 02 21';
const READ = 'AA AA AA 96 69 00 03 30 01 32';
const MAX_RF = 'AA AA AA 96 69 00 04 61 FF 50 CA';
const CARD = { kind: 'card' as const, value: '11010519491231002X' };

describe('the identity card reader', () => {
  async function ask(rig: DeviceRig, question: string): Promise<string[]> {
    rig.say(question);
    await rig.clock.advance(500);
    return rig.takeHex();
  }

  it('has the frames of devices.md section 4.5', () => {
    const body = (frame: string): Uint8Array => fromHex(frame).subarray(7, -1);
    for (const frame of [STATUS, RESET, FIND, SELECT, READ, MAX_RF]) {
      expect(toHex(sdtFrame(body(frame)))).toBe(frame);
    }
    expect(toHex(sdtStatus(0x9f, [0, 0, 0, 0]))).toBe('AA AA AA 96 69 00 08 00 00 9F 00 00 00 00 97');
    expect(toHex(sdtStatus(0x80))).toBe('AA AA AA 96 69 00 04 00 00 80 84');
    expect(toHex(sdtStatus(0x90, [0, 0, 0, 0, 0, 0, 0, 0]))).toBe(
      'AA AA AA 96 69 00 0C 00 00 90 00 00 00 00 00 00 00 00 9C',
    );
    expect(toHex(sdtStatus(0x81))).toBe('AA AA AA 96 69 00 04 00 00 81 85');
    expect(toHex(sdtStatus(0x41))).toBe('AA AA AA 96 69 00 04 00 00 41 45');
  });

  it('fills 256 bytes of text, the number at its place', () => {
    const text = cardText(CARD.value);
    expect(text).toHaveLength(256);
    expect(Buffer.from(text.subarray(122, 158)).toString('utf16le')).toBe(CARD.value);
    expect(Buffer.from(text.subarray(36, 52)).toString('utf16le')).toBe('19491231');
    expect(Buffer.from(text.subarray(0, 30)).toString('utf16le').trimEnd()).toBe('郑安居');
  });

  it('finds, selects and reads a card that lies there', async () => {
    const rig = await started('sdt-idcard');
    expect(await ask(rig, FIND)).toEqual([toHex(sdtStatus(0x80))]);
    rig.device.present(CARD);
    expect(await ask(rig, FIND)).toEqual([toHex(sdtStatus(0x9f, [0, 0, 0, 0]))]);
    expect(await ask(rig, SELECT)).toEqual([toHex(sdtStatus(0x90, [0, 0, 0, 0, 0, 0, 0, 0]))]);
    const [data = ''] = await ask(rig, READ);
    expect(data.slice(0, 41)).toBe('AA AA AA 96 69 05 08 00 00 90 01 00 04 00');
    expect(fromHex(data)).toHaveLength(1295);
    expect(xor8(fromHex(data).subarray(5))).toBe(0);
  });

  it('sends 2321 bytes when it leaves room for a fingerprint', async () => {
    const rig = await started('sdt-idcard', 'fingerprint');
    rig.device.present(CARD);
    await ask(rig, FIND);
    await ask(rig, SELECT);
    const [data = ''] = await ask(rig, READ);
    expect(data.slice(0, 29)).toBe('AA AA AA 96 69 09 0A 00 00 90');
    expect(fromHex(data)).toHaveLength(2321);
  });

  it('wants the steps in their order, and the card lifted after a failed read', async () => {
    const rig = await started('sdt-idcard');
    rig.device.present(CARD);
    expect(await ask(rig, SELECT)).toEqual([toHex(sdtStatus(0x81))]);
    await ask(rig, FIND);
    expect(await ask(rig, READ)).toEqual([toHex(sdtStatus(0x41))]);
    expect(await ask(rig, FIND)).toEqual([toHex(sdtStatus(0x80))]);
    rig.device.present(CARD);
    expect(await ask(rig, FIND)).toEqual([toHex(sdtStatus(0x9f, [0, 0, 0, 0]))]);
    await rig.clock.advance(3_000);
    expect(await ask(rig, FIND)).toEqual([toHex(sdtStatus(0x80))]);
  });

  it('can be made to fail once', async () => {
    const rig = await started('sdt-idcard');
    const { device } = rig;
    if (!(device instanceof SdtIdcard)) throw new Error('not the reader');
    device.failNextRead();
    device.present(CARD);
    await ask(rig, FIND);
    await ask(rig, SELECT);
    expect(await ask(rig, READ)).toEqual([toHex(sdtStatus(0x41))]);
  });

  it('is in its self-test at first, and takes the other commands', async () => {
    const rig = deviceRig('sdt-idcard');
    rig.device.powerOn();
    await rig.clock.advance(200);
    expect(await ask(rig, STATUS)).toEqual([toHex(sdtStatus(0x60))]);
    await rig.clock.advance(500);
    expect(await ask(rig, STATUS)).toEqual([toHex(sdtStatus(0x90))]);
    expect(await ask(rig, RESET)).toEqual([toHex(sdtStatus(0x90))]);
    expect(await ask(rig, MAX_RF)).toEqual([toHex(sdtStatus(0x90))]);
  });

  it('gives no answer to a wrong check byte or an unknown command, and finds the header behind a stray AA', async () => {
    const rig = await started('sdt-idcard');
    expect(await ask(rig, 'AA AA AA 96 69 00 03 20 01 21')).toEqual([]);
    expect(await ask(rig, 'AA AA AA 96 69 00 03 40 01 42')).toEqual([]);
    expect(await ask(rig, `AA ${FIND}`)).toHaveLength(1);
  });
});
