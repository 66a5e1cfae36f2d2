import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CredentialKind } from '#sim/devices/device.js';
import { DEVICE_MODELS } from '#sim/devices/index.js';
import { deviceRig, HEALTHY } from './device-rig.js';

const NOISE = Uint8Array.from({ length: 4_000 }, (_, index) => (index * 73 + (index >> 3)) & 0xff);
const KINDS: readonly CredentialKind[] = ['qr', 'card', 'code', 'flat', 'none'];

describe('the registry of simulated devices', () => {
  it('has every device that has a file, once', () => {
    const names = DEVICE_MODELS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const folder = join(import.meta.dirname, '../../../checkpoint-firmware-sim/devices');
    for (const name of names) expect(readdirSync(folder)).toContain(`${name}.ts`);
  });

  it.each(DEVICE_MODELS.flatMap((model) => model.variants.map((variant) => ({ model, variant }))))(
    '$model.name $variant starts, survives everything, and leaves no timer when its power goes',
    async ({ model, variant }) => {
      const rig = deviceRig(model.name, { variant });
      rig.device.received(NOISE);
      rig.device.present({ kind: 'qr', value: 'A' });
      rig.device.show(HEALTHY);
      expect(rig.frames).toEqual([]);
      rig.device.powerOn();
      rig.device.powerOn();
      await rig.clock.advance(2_000);
      rig.device.received(NOISE);
      for (const kind of KINDS) rig.device.present({ kind, value: '' });
      for (const kind of KINDS) rig.device.present({ kind, value: '1F00644BB6' });
      rig.device.ghost?.();
      rig.device.show(HEALTHY);
      await rig.clock.advance(2_000);
      rig.device.show(null);
      for (const { bytes } of rig.frames) expect(bytes.length).toBeGreaterThan(0);
      rig.device.powerOff();
      rig.device.powerOff();
      expect(rig.clock.pendingTimers).toBe(0);
    },
  );

  it.each(DEVICE_MODELS.map((model) => ({ model })))(
    '$model.name can be set to each of its speeds',
    ({ model }) => {
      for (const baudRate of model.baudRates) {
        const rig = deviceRig(model.name, { baudRate });
        rig.device.powerOn();
        expect([baudRate, undefined]).toContain(rig.bauds.at(-1));
        rig.device.powerOff();
      }
    },
  );
});
