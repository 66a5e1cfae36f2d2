import { describe, expect, it } from 'vitest';
import { ascii } from '#sim/devices/bytes.js';
import { encodedText } from '#sim/devices/code-text.js';
import { deviceRig, toHex, type DeviceRig } from './device-rig.js';

const QR = { kind: 'qr' as const, value: 'GP1:A B' };

async function started(driver: string, variant?: string): Promise<DeviceRig> {
  const rig = deviceRig(driver, variant === undefined ? {} : { variant });
  rig.device.powerOn();
  await rig.clock.advance(600);
  return rig;
}

describe('the text of a code', () => {
  it('is put into GBK so that the platform reads it back', () => {
    const decoder = new TextDecoder('gbk');
    for (const text of ['GP1:A B', '购物证', '码a', '郑安居3-2-501']) {
      expect(decoder.decode(encodedText(text, 'gbk'))).toBe(text);
    }
    expect(toHex(encodedText('码', 'gbk'))).toBe('C2 EB');
    expect(toHex(encodedText('\u{1f600}', 'gbk'))).toBe('3F');
  });

  it('is put into the other codings', () => {
    expect(toHex(encodedText('码', 'utf-8'))).toBe('E7 A0 81');
    expect(toHex(encodedText('码', 'utf-16be'))).toBe('78 01');
    expect(toHex(encodedText('码', 'utf-16le'))).toBe('01 78');
  });
});

describe('a scanner in plain text mode', () => {
  it.each([
    ['cr', '\r'],
    ['lf', '\n'],
    ['crlf', '\r\n'],
    ['tab', '\t'],
    ['nul', '\0'],
    ['crlf-gbk', '\r\n'],
  ])('says the text with its tail: %s', async (variant, tail) => {
    const rig = await started('line-scanner', variant);
    rig.device.present(QR);
    await rig.clock.advance(100);
    expect(rig.takeText()).toEqual([`GP1:A B${tail}`]);
  });

  it('is silent without power and for what it cannot read', async () => {
    const rig = await started('line-scanner');
    rig.device.present({ kind: 'card', value: '1F00644BB6' });
    rig.device.present(QR);
    rig.device.powerOff();
    await rig.clock.advance(1_000);
    expect(rig.takeText()).toEqual([]);
  });
});

describe('the DE2120', () => {
  it('acknowledges what devices.md section 3.2 shows', async () => {
    const rig = await started('de2120');
    rig.say('5E 5F 5E 53 43 41 4E 2E');
    rig.say('5E 5F 5E 32 33 32 55 54 46 31 2E');
    expect(rig.takeHex()).toEqual(['06', '06']);
  });

  it('refuses what it does not know, and gives no answer to what is no command', async () => {
    const rig = await started('de2120');
    rig.device.received(ascii('^_^NOSUCH.^_^232BAD1.^_^232UTF7.^_^SCMXXX.'));
    expect(rig.takeHex()).toEqual(['15', '15', '15', '15']);
    rig.device.received(ascii('SCAN.^_^'.padStart(500, '.')));
    rig.device.received(ascii('SC'));
    rig.device.received(ascii('AN.'));
    expect(rig.takeHex()).toEqual(['06']);
  });

  it('takes 430 ms to say its version', async () => {
    const rig = await started('de2120');
    rig.device.received(ascii('^_^DSPYFW.'));
    await rig.clock.advance(429);
    expect(rig.takeHex()).toEqual([]);
    await rig.clock.advance(1);
    expect(rig.takeHex()).toEqual(['06']);
  });

  it('reads when told to scan, for five seconds, and not after it was told to sleep', async () => {
    const rig = await started('de2120');
    rig.device.present(QR);
    await rig.clock.advance(2_000);
    expect(rig.takeText()).toEqual([]);
    rig.device.received(ascii('^_^SCAN.'));
    rig.device.present(QR);
    await rig.clock.advance(200);
    expect(rig.takeText()).toEqual(['\x06', 'GP1:A B\r']);
    rig.device.received(ascii('^_^SCAN.^_^SLEEP.'));
    rig.device.present(QR);
    await rig.clock.advance(200);
    expect(rig.takeText()).toEqual(['\x06', '\x06']);
    rig.device.present(QR);
    rig.device.received(ascii('^_^SCAN.'));
    await rig.clock.advance(200);
    expect(rig.takeText()).toEqual(['\x06', 'GP1:A B\r']);
  });

  it('reads by itself in continuous and in motion mode, in GBK until set otherwise', async () => {
    const rig = await started('de2120');
    rig.device.received(ascii('^_^SCMCNT.'));
    rig.device.present({ kind: 'qr', value: '码' });
    await rig.clock.advance(200);
    rig.device.received(ascii('^_^SCMMDH.^_^232UTF1.'));
    rig.device.present({ kind: 'qr', value: '码' });
    await rig.clock.advance(200);
    expect(rig.takeHex()).toEqual(['06', 'C2 EB 0D', '06', '06', 'E7 A0 81 0D']);
  });

  it('changes its speed some time after it has agreed, is deaf meanwhile, and keeps it', async () => {
    const rig = await started('de2120');
    rig.device.received(ascii('^_^232BAD5.'));
    await rig.clock.advance(300);
    rig.device.received(ascii('^_^SCAN.'));
    expect(rig.takeHex()).toEqual(['06']);
    expect(rig.bauds).toEqual([115200]);
    await rig.clock.advance(200);
    expect(rig.bauds).toEqual([115200, 9600]);
    rig.device.received(ascii('^_^SCAN.'));
    expect(rig.takeHex()).toEqual(['06']);
    rig.device.powerOn();
    expect(rig.bauds.at(-1)).toBe(9600);
  });

  it('goes back to the factory settings when told to, the speed too', async () => {
    const rig = await started('de2120');
    rig.device.received(ascii('^_^SCMCNT.^_^232BAD5.'));
    await rig.clock.advance(500);
    rig.device.received(ascii('^_^DEFALT.'));
    await rig.clock.advance(500);
    expect(rig.bauds.at(-1)).toBe(115200);
    rig.takeHex();
    rig.device.present(QR);
    await rig.clock.advance(200);
    expect(rig.takeHex()).toEqual([]);
  });

  it('leaves the serial line for good when set to a USB mode', async () => {
    const rig = await started('de2120');
    rig.device.received(ascii('^_^SCMCNT.^_^PORKBD.'));
    rig.takeHex();
    rig.device.received(ascii('^_^POR232.'));
    rig.device.present(QR);
    await rig.clock.advance(500);
    expect(rig.takeHex()).toEqual([]);
  });
});
