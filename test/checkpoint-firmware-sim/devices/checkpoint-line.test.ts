import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ascii, crc16 } from '#sim/devices/bytes.js';
import { checkpointLine, measurementFields, scanFields } from '#sim/devices/checkpoint-line.js';
import { deviceRig, HEALTHY, type DeviceRig } from './device-rig.js';

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

async function started(variant?: string): Promise<DeviceRig> {
  const rig = deviceRig('checkpoint-line', variant === undefined ? {} : { variant });
  rig.device.powerOn();
  await rig.clock.advance(400);
  rig.takeText();
  return rig;
}

describe('the line of the checkpoint', () => {
  it('has the CRC whose check value docs/firmware-protocol.md names', () => {
    expect(crc16(ascii('123456789'), 0xffff)).toBe(0x29b1);
  });

  it('is byte for byte what docs/firmware-protocol.md shows', () => {
    expect(text(checkpointLine('H,0,1.4.2,1530'))).toBe('$H,0,1.4.2,1530*7C36\r\n');
    expect(text(checkpointLine('T,17,34.10,21.30,2.40,36.50,F'))).toBe(
      '$T,17,34.10,21.30,2.40,36.50,F*CC59\r\n',
    );
    expect(text(checkpointLine('S,18,K,7K3M-Q2XA'))).toBe('$S,18,K,7K3M-Q2XA*BAAA\r\n');
    expect(text(checkpointLine('Q'))).toBe('$Q*AB24\r\n');
  });

  it('carries a measurement whose sum fits to the hundredth, also below zero', () => {
    expect(measurementFields(HEALTHY, 'F')).toBe('34.10,21.30,2.40,36.50,F');
    expect(measurementFields({ bodyC: -0.004, skinC: -5.126, ambientC: -0.5 }, 'N')).toBe(
      '-5.13,-0.50,5.13,0.00,N',
    );
    const degrees = fc.double({ min: -70, max: 380, noNaN: true });
    fc.assert(
      fc.property(degrees, degrees, (bodyC, skinC) => {
        const fields = measurementFields({ bodyC, skinC, ambientC: 20 }, 'F').split(',').map(hundredths);
        expect((fields[0] ?? 0) + (fields[2] ?? 0)).toBe(fields[3]);
      }),
    );
  });

  it('carries each kind of credential as itself', () => {
    expect(scanFields({ kind: 'qr', value: 'GP1:A*B,C ' })).toEqual({ type: 'S', fields: 'Q,GP1:A*B,C ' });
    expect(scanFields({ kind: 'card', value: '1f00644bb6' })).toEqual({ type: 'S', fields: 'C,1F00644BB6' });
    expect(scanFields({ kind: 'code', value: '7K3M-Q2XA' })).toEqual({ type: 'S', fields: 'K,7K3M-Q2XA' });
    expect(scanFields({ kind: 'flat', value: '3-2-501' })).toEqual({ type: 'S', fields: 'F,3-2-501' });
  });

  it('carries a QR with anything but printable ASCII as the hex of its bytes', () => {
    expect(scanFields({ kind: 'qr', value: '码' })).toEqual({ type: 'X', fields: 'E7A081' });
  });

  it('has no line for what the device cannot read', () => {
    expect(scanFields({ kind: 'none', value: '' })).toBeNull();
    expect(scanFields({ kind: 'qr', value: 'A'.repeat(601) })).toBeNull();
    expect(scanFields({ kind: 'qr', value: '码'.repeat(101) })).toBeNull();
    expect(scanFields({ kind: 'code', value: '码' })).toBeNull();
  });
});

describe('the checkpoint', () => {
  it('says who it is after power-up, every 5 s, and when asked', async () => {
    const rig = deviceRig('checkpoint-line');
    rig.device.powerOn();
    rig.say('24 51 2A 41 42 32 34 0D 0A');
    expect(rig.takeText()).toEqual([]);
    await rig.clock.advance(5_350);
    expect(rig.takeText().map((line) => line.slice(0, 9))).toEqual(['$H,0,1.4.', '$H,1,1.4.']);
    rig.device.received(ascii('noise $Q*AB'));
    rig.device.received(ascii('24\r\n'));
    rig.device.received(ascii('$Q*AB24\n'));
    expect(rig.takeText()).toHaveLength(2);
  });

  it('does not answer a question with a wrong CRC', async () => {
    const rig = await started();
    rig.device.received(ascii('$Q*AB25\r\n$R*0000\r\n\r\n'));
    expect(rig.takeText()).toEqual([]);
  });

  it('sends one line for one person and one for one code, with numbers that count up', async () => {
    const rig = await started('wrist');
    rig.device.show(HEALTHY);
    await rig.clock.advance(500);
    rig.device.show(null);
    rig.device.present({ kind: 'code', value: '7K3M-Q2XA' });
    await rig.clock.advance(500);
    const lines = rig.takeText();
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^\$T,1,34\.10,21\.30,2\.40,36\.50,W\*[0-9A-F]{4}\r\n$/);
    expect(lines[1]).toMatch(/^\$S,2,K,7K3M-Q2XA\*[0-9A-F]{4}\r\n$/);
  });

  it('counts to 65535 and then starts at 0 again', async () => {
    const rig = await started();
    for (let scan = 0; scan < 65_536; scan += 1) rig.device.present({ kind: 'flat', value: 'a' });
    const numbers = rig
      .takeText()
      .slice(-3)
      .map((line) => line.split(',')[1]);
    expect(numbers).toEqual(['65534', '65535', '0']);
  });

  it('stays silent without power, and keeps no timer', async () => {
    const rig = await started();
    rig.device.show(HEALTHY);
    rig.device.powerOff();
    rig.device.present({ kind: 'flat', value: '3-2-501' });
    await rig.clock.advance(20_000);
    expect(rig.takeText()).toEqual([]);
    expect(rig.clock.pendingTimers).toBe(0);
  });
});

function hundredths(field: string): number {
  return Math.round(Number(field) * 100);
}
