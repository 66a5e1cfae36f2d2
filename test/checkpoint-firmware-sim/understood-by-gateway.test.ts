import { describe, expect, it } from 'vitest';
import { systemClock } from '#core/bindings/system-clock.js';
import { systemEntropy } from '#core/bindings/system-entropy.js';
import type { Credential } from '#core/wire/entry.js';
import type { DeviceEvent, DriverOptions } from '#gateway/drivers/driver.js';
import { findDriver } from '#gateway/drivers/index.js';
import { nodeSerialOpener } from '#gateway/serial/node-serial-opener.js';
import { watchDevice } from '#gateway/watch/watch-device.js';
import type { DeviceModel } from '#sim/devices/device.js';
import { DEVICE_MODELS } from '#sim/devices/index.js';
import { seededEntropy } from '#sim/seeded-entropy.js';
import { startDevice, type SimulatedDevice } from '#sim/simulated-device.js';
import { HEALTHY } from './devices/device-rig.js';
import { until } from './line-client.js';

const OPTIONS: Readonly<Record<string, DriverOptions>> = { 'sdt-idcard': { key: 'ab'.repeat(32) } };
const IDENTITY_CARD: Credential = { kind: 'card', value: '11010519491231002X' };
const CARD: Credential = { kind: 'card', value: '1F00644BB6' };
const QR: Credential = { kind: 'qr', value: 'GP1:6BF A*7,Z ' };

const INPUTS = DEVICE_MODELS.filter(({ role }) => role !== 'output').flatMap((model) =>
  model.variants.map((variant) => ({ model, variant })),
);

/** Longer than any of them needs to start up: the devices of a gate are on when its gateway starts. */
const START_UP = 1_200;

function passFor(model: DeviceModel): Credential {
  if (model.name === 'sdt-idcard') return IDENTITY_CARD;
  return model.reads.includes('qr') ? QR : CARD;
}

/** Warm values of a person, from a module that measures all the time or from one that knows when somebody is there. */
function isReading(event: DeviceEvent): boolean {
  if (event.kind === 'measurement') return event.bodyC === HEALTHY.bodyC;
  return event.kind === 'sample' && Math.abs((event.bodyC ?? event.objectC ?? 0) - 35.3) < 1.5;
}

interface Watched {
  readonly device: SimulatedDevice;
  readonly events: DeviceEvent[];
}

/** Runs a gateway's driver at the simulated device, both written from the documents and neither from the other. */
async function watched(
  { model, variant }: (typeof INPUTS)[number],
  judge: (watched: Watched) => Promise<void>,
): Promise<void> {
  const setup = { driver: model.name, link: null, variant };
  const device = await startDevice(setup, { clock: systemClock, entropy: seededEntropy(1) });
  const startedAt = Date.now();
  await until(() => Date.now() - startedAt > START_UP, 'the device to start up');
  const events: DeviceEvent[] = [];
  const driver = findDriver(model.name);
  const nothing = (): void => undefined;
  const watch = watchDevice(
    { path: device.path ?? '', driver, line: driver.line, options: OPTIONS[model.name] ?? {} },
    { clock: systemClock, entropy: systemEntropy, serial: nodeSerialOpener },
    {
      onEvent: (event) => events.push(event),
      onOpen: nothing,
      onRead: nothing,
      onWrite: nothing,
      onClose: nothing,
      onOpenFailed: nothing,
    },
  );
  try {
    await judge({ device, events });
  } finally {
    await watch.stop();
    await device.unplug();
  }
}

describe.concurrent('a gateway reads what a simulated device says, on a real pseudo-terminal', () => {
  it.each(INPUTS.filter(({ model }) => model.role !== 'reader'))('$model.name $variant measures', (input) =>
    watched(input, async ({ device, events }) => {
      await until(
        () => {
          device.show(HEALTHY);
          return events.some(isReading);
        },
        'a reading',
        30_000,
      );
      expect(events.filter((event) => event.kind === 'discarded' && event.why === 'bad-check')).toEqual([]);
    }),
  );

  it.each(INPUTS.filter(({ model }) => model.role !== 'thermometer'))(
    '$model.name $variant reads a pass',
    (input) =>
      watched(input, async ({ device, events }) => {
        const pass = passFor(input.model);
        const isScan = (event: DeviceEvent): boolean => event.kind === 'scan';
        let presentedAt = Number.NEGATIVE_INFINITY;
        await until(
          () => {
            // Again and again, as people do at a reader that is still being set up; a scan is never half sent.
            if (device.isServed && Date.now() - presentedAt > 2_000) {
              device.present(pass);
              presentedAt = Date.now();
            }
            return events.some(isScan);
          },
          'a scan',
          35_000,
        );
        const scan = events.find(isScan);
        const expected = input.model.name === 'sdt-idcard' ? { kind: 'card' } : pass;
        expect(scan).toMatchObject({ credential: expected });
        expect(JSON.stringify(events)).not.toContain(IDENTITY_CARD.value);
      }),
  );
});
