import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { expectGateError } from '../../support/assert-gate-error.js';
import { fixedEntropy } from '../../support/fixed-entropy.js';
import { ManualClock } from '../../support/manual-clock.js';
import { SILENT_LOGGER } from '#core/ports/logger.js';
import type { DriverOptions } from '#gateway/drivers/driver.js';
import { LedLight } from '#gateway/drivers/led-light.js';
import { findOutput } from '#gateway/drivers/outputs.js';
import { RelayLight } from '#gateway/drivers/relay-light.js';
import { MemorySerial, type MemoryDevice } from '#gateway/serial/memory-serial.js';

const PATH = '/dev/serial/by-path/relay';
const ALL_OFF = ['A00100A1', 'A00200A2', 'A00300A3', 'A00400A4'];

function takeWritten(device: MemoryDevice): string[] {
  return device.written.splice(0).map((bytes) => Buffer.from(bytes).toString('hex').toUpperCase());
}

function relay(options: DriverOptions = {}): { serial: MemorySerial; clock: ManualClock; light: RelayLight } {
  const clock = new ManualClock();
  const serial = new MemorySerial();
  const entropy = fixedEntropy();
  const light = new RelayLight({ path: PATH, options }, { serial, clock, entropy, logger: SILENT_LOGGER });
  return { serial, clock, light };
}

describe('relay-light', () => {
  it('switches everything off when it begins', async () => {
    const { serial, clock, light } = relay();
    const device = serial.plug(PATH);
    light.start();
    await clock.advance(0);
    expect(device.line?.baudRate).toBe(9600);
    expect(takeWritten(device)).toEqual(ALL_OFF);
  });

  it('writes what changes, as the sellers print it', async () => {
    const { serial, clock, light } = relay();
    const device = serial.plug(PATH);
    light.start();
    await clock.advance(0);
    takeWritten(device);
    light.set(new Set(['green', 'buzzer']));
    await clock.advance(0);
    expect(takeWritten(device)).toEqual(['A00101A2', 'A00401A5']);
    light.set(new Set(['green']));
    await clock.advance(0);
    expect(takeWritten(device)).toEqual(['A00400A4']);
  });

  it('gives a board that comes back the whole state of now, and nothing of what it missed', async () => {
    const { serial, clock, light } = relay();
    light.start();
    await clock.advance(0);
    serial.plug(PATH).unplug();
    light.set(new Set(['green']));
    light.set(new Set(['red']));
    const device = serial.plug(PATH);
    await clock.advance(5000);
    expect(takeWritten(device)).toEqual(['A00100A1', 'A00200A2', 'A00301A4', 'A00400A4']);
    device.unplug();
    const again = serial.plug(PATH);
    await clock.advance(5000);
    expect(takeWritten(again)).toEqual(['A00100A1', 'A00200A2', 'A00301A4', 'A00400A4']);
  });

  it('switches everything off and lets the port go when it stops', async () => {
    const { serial, clock, light } = relay();
    const device = serial.plug(PATH);
    light.start();
    light.set(new Set(['red']));
    await clock.advance(0);
    takeWritten(device);
    await light.stop();
    expect(takeWritten(device)).toEqual(ALL_OFF);
    expect(device.line).toBeNull();
    await clock.advance(60_000);
    expect(device.line).toBeNull();
  });

  it('stops although its board never came', async () => {
    const { clock, light } = relay();
    light.start();
    await clock.advance(1000);
    const stopping = light.stop();
    await clock.advance(1000);
    await stopping;
    await clock.advance(10_000);
    expect(clock.pendingTimers).toBe(0);
  });

  it('wires only the relays it is told', async () => {
    const { serial, clock, light } = relay({ red: 1 });
    const device = serial.plug(PATH);
    light.start();
    light.set(new Set(['green', 'red']));
    await clock.advance(0);
    expect(takeWritten(device)).toEqual(['A00101A2']);
  });

  it('refuses a relay that no board has', async () => {
    await expectGateError(() => relay({ red: 9 }), 'config-invalid');
  });
});

describe('led-light', () => {
  const folders: string[] = [];

  afterEach(async () => {
    await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
  });

  async function ledFolder(...labels: string[]): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'gatehouse-leds-'));
    folders.push(folder);
    for (const label of labels) {
      await mkdir(join(folder, label));
      await writeFile(join(folder, label, 'brightness'), '1');
    }
    return folder;
  }

  it('begins dark, switches what it is told and ends dark', async () => {
    const folder = await ledFolder('gate-green', 'gate-red');
    const states = (): Promise<string[]> =>
      Promise.all(['gate-green', 'gate-red'].map((one) => readFile(join(folder, one, 'brightness'), 'utf8')));
    const options = { green: 'gate-green', red: 'gate-red' };
    const light = new LedLight({ folder, options }, SILENT_LOGGER);
    light.start();
    light.set(new Set(['green']));
    await expect.poll(states).toEqual(['1', '0']);
    await light.stop();
    expect(await states()).toEqual(['0', '0']);
  });

  it('goes on without a lamp that is not there', async () => {
    const folder = await ledFolder('gate-red');
    const light = new LedLight({ folder, options: { green: 'missing', red: 'gate-red' } }, SILENT_LOGGER);
    light.start();
    await light.stop();
    expect(await readFile(join(folder, 'gate-red', 'brightness'), 'utf8')).toBe('0');
  });

  it('refuses a label that leads out of its folder', async () => {
    await expectGateError(
      () => new LedLight({ folder: '/x', options: { red: '../red' } }, SILENT_LOGGER),
      'config-invalid',
    );
  });
});

describe('findOutput', () => {
  it('names the known outputs when there is none of that name', async () => {
    const error = await expectGateError(() => findOutput('siren'), 'driver-unknown');
    expect(error.message).toBe('there is no driver "siren": use one of relay-light, led-light');
  });
});
