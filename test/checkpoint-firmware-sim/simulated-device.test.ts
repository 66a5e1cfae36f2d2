import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '#core/bindings/system-clock.js';
import { seededEntropy } from '#sim/seeded-entropy.js';
import { startDevice, type DeviceSetup, type SimulatedDevice } from '#sim/simulated-device.js';
import { expectGateError } from '../support/assert-gate-error.js';
import { fromHex, HEALTHY } from './devices/device-rig.js';
import { LineClient, openTerminals, until } from './line-client.js';

describe('a simulated device on a real pseudo-terminal', () => {
  let folder: string;
  let link: string;
  let terminals: number;
  const stops: (() => unknown)[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gatehouse-device-'));
    link = join(folder, 'port');
    terminals = openTerminals();
  });

  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
    expect(existsSync(link)).toBe(false);
    rmSync(folder, { recursive: true });
    await until(() => openTerminals() === terminals, 'all descriptors to be closed');
  });

  async function device(setup: Omit<DeviceSetup, 'link'>): Promise<SimulatedDevice> {
    const made = await startDevice({ ...setup, link }, { clock: systemClock, entropy: seededEntropy(1) });
    stops.push(() => made.unplug());
    return made;
  }

  function client(baudRate: number, path = link): LineClient {
    const made = new LineClient(path, baudRate);
    stops.push(() => made.close());
    return made;
  }

  it('lets a client read measurement and scan of the checkpoint as whole lines', async () => {
    const checkpoint = await device({ driver: 'checkpoint-line' });
    const far = client(115200);
    far.write(Buffer.from('$Q*AB24\r\n'));
    await until(() => far.text.includes('$H,'), 'the answer to who are you');
    checkpoint.show(HEALTHY);
    checkpoint.present({ kind: 'qr', value: 'GP1:' + 'A*7 '.repeat(60) });
    await until(() => /\$T,.*\r\n/.test(far.text) && /\$S,.*\r\n/.test(far.text), 'both lines');
    expect(far.text).toMatch(/\$T,\d+,34\.10,21\.30,2\.40,36\.50,F\*[0-9A-F]{4}\r\n/);
    expect(far.text).toContain(',Q,GP1:' + 'A*7 '.repeat(60) + '*');
  });

  it('does not obey a command at the wrong speed', async () => {
    const thermometer = await device({ driver: 'gy-mcu9061x' });
    const frame = fromHex('5A 5A 45 04');
    const first = client(9600);
    await until(() => first.has(frame), 'the module to speak');
    first.close();
    const heard: number[] = [];
    const received = thermometer.device.received.bind(thermometer.device);
    thermometer.device.received = (bytes) => {
      heard.push(...bytes);
      received(bytes);
    };
    const wrong = client(19200);
    wrong.write(fromHex('A5 15 BA'));
    await until(() => heard.length > 0, 'the module to hear something');
    wrong.close();
    const again = client(9600);
    await until(() => again.has(frame), 'the module to go on speaking, though it was told to stop');
  });

  it('cuts a frame in two when it is unplugged in the middle, and starts anew under another path', async () => {
    const thermometer = await device({ driver: 'gy-mcu9061x' });
    const far = client(9600);
    await until(() => far.bytes.length > 30, 'some frames');
    await thermometer.unplugInMidFrame();
    await until(() => far.isHungUp, 'the hang-up');
    expect(thermometer.path).toBeNull();
    const other = join(folder, 'other');
    await thermometer.replug(other);
    const again = client(9600, other);
    await until(() => again.has(fromHex('5A 5A 45 04')), 'frames after the replug');
  });

  it('survives being unplugged while it waits to be unplugged, and twice', async () => {
    const thermometer = await device({ driver: 'checkpoint-line' });
    const cut = thermometer.unplugInMidFrame();
    await thermometer.unplug();
    await cut;
    await thermometer.unplug();
    expect(thermometer.path).toBeNull();
  });

  it('shows the faults it was given', async () => {
    const checkpoint = await device({ driver: 'checkpoint-line' });
    const far = client(115200);
    far.write(Buffer.from('$Q*AB24\r\n'));
    await until(() => far.text.includes('$H,'), 'the answer');
    checkpoint.inject({ kind: 'cold', ambientC: 4 });
    checkpoint.show(HEALTHY);
    await until(() => far.text.includes(',34.10,4.00,2.40,36.50,F*'), 'a cold measurement');
    checkpoint.clearFaults();
    checkpoint.inject({ kind: 'flip' }, 1);
    checkpoint.present({ kind: 'flat', value: '3-2-501' });
    checkpoint.present({ kind: 'flat', value: '3-2-502' });
    await until(() => far.text.includes(',F,3-2-502*'), 'the scan after the spoilt one');
    expect(far.text).not.toMatch(/\$S,\d+,F,3-2-501\*[0-9A-F]{4}\r\n\$S,/);
  });

  it('gives a ghost card when told to, if its kind of reader does', async () => {
    const reader = await device({ driver: 'rdm6300' });
    const far = client(9600);
    await until(() => {
      reader.ghost();
      return /\x02[0-9A-F]{12}\x03/.test(far.text);
    }, 'a card that nobody holds');
    const scanner = await startDevice(
      { driver: 'line-scanner', link: null },
      { clock: systemClock, entropy: seededEntropy(1) },
    );
    scanner.ghost();
    await scanner.unplug();
  });

  it('names what can be simulated when asked for something else', async () => {
    const error = await expectGateError(() => device({ driver: 'thermo-9000' }), 'driver-unknown');
    expect(error.message).toContain('gy-mcu9061x');
  });
});
