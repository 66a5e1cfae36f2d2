import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '#core/bindings/system-clock.js';
import { systemEntropy } from '#core/bindings/system-entropy.js';
import { RelayLight } from '#sim/devices/relay-light.js';
import { startDevice, type SimulatedDevice } from '#sim/simulated-device.js';
import { CentralProcess } from './support/central-process.js';
import { measurementLine, scanLine } from './support/checkpoint-lines.js';
import { TestCompound } from './support/compound.js';
import { eventually } from './support/eventually.js';
import { startGateOnPty, type GateOnPty } from './support/gate-on-pty.js';
import { temporaryFolder } from './support/temporary-folder.js';

const GREEN = 0;

describe('a verdict lights a relay board on a serial line', { timeout: 120_000 }, () => {
  const folder = temporaryFolder();
  const central = new CentralProcess(join(folder, 'central'));
  const link = join(folder, 'relays');
  let gate: GateOnPty | null = null;
  let relays: SimulatedDevice | null = null;
  let qr = '';

  beforeAll(async () => {
    await central.start();
    const compound = await TestCompound.create(await central.api());
    const password = await compound.addGate('north');
    qr = (await compound.addHousehold('3-2-501')).qr;
    const tools = { clock: systemClock, entropy: systemEntropy };
    relays = await startDevice({ driver: 'relay-light', variant: 'text-4', link }, tools);
    const outputs = [{ driver: 'relay-light', path: link }];
    gate = await startGateOnPty({ gate: 'north', password, address: central.mqtt, folder, outputs });
  });

  afterAll(async () => {
    await gate?.stop();
    await relays?.unplug();
    await central.end('SIGTERM');
  });

  function isGreen(): boolean {
    const board = relays?.device;
    return board instanceof RelayLight && board.states[GREEN] === true;
  }

  it('green while the person may pass, and dark afterwards', async () => {
    expect(isGreen()).toBe(false);
    await gate?.show(scanLine(qr), measurementLine(36.5));
    await eventually(() => (isGreen() ? true : null), 'the green lamp');
    await eventually(() => (isGreen() ? null : true), 'the dark lamp');
  });

  it('dark when the gateway stops in the middle of a verdict', async () => {
    await gate?.show(scanLine(qr), measurementLine(36.5));
    await gate?.stop();
    await eventually(() => (isGreen() ? null : true), 'the dark lamp');
    expect(relays?.device instanceof RelayLight && relays.device.states.every((isOn) => !isOn)).toBe(true);
  });
});
