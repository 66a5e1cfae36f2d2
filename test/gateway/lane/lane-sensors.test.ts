import { beforeEach, describe, expect, it } from 'vitest';
import type { LaneInput } from '#core/lane/lane-state.js';
import { laneId } from '#core/units/ids.js';
import type { DeviceRole } from '#gateway/drivers/driver.js';
import type { DeviceListener } from '#gateway/device/device-setup.js';
import { LaneSensors } from '#gateway/lane/lane-sensors.js';
import { fakeCheckpoint } from '../../support/fake-drivers.js';
import { RecordingLogger } from '../../support/recording-logger.js';

describe('the sensors of a lane', () => {
  let inputs: LaneInput[] = [];
  let logger = new RecordingLogger();
  beforeEach(() => {
    inputs = [];
    logger = new RecordingLogger();
  });

  const sensors = (profile = {}): LaneSensors =>
    new LaneSensors(profile, { handle: (input) => inputs.push(input) }, logger);
  const listening = (to: LaneSensors, role: DeviceRole): DeviceListener => {
    const driver = fakeCheckpoint;
    return to.listener({ lane: laneId('a'), role, driver, options: {}, path: '/dev/x', line: driver.line });
  };
  const measurement = {
    kind: 'measurement',
    bodyC: 36.5,
    objectC: 34.1,
    ambientC: 21.3,
    correctionC: 2.4,
    site: 'neck',
  } as const;
  const scan = { kind: 'scan', credential: { kind: 'code', value: '7K3M-Q2XA' } } as const;

  it('passes a scan and a finished measurement on as they are', () => {
    const hear = listening(sensors(), 'checkpoint');
    hear(scan, 10);
    hear(measurement, 20);
    expect(inputs).toEqual([
      { kind: 'scan', credential: scan.credential, at: 10 },
      {
        kind: 'reading',
        at: 20,
        reading: {
          bodyC: 36.5,
          objectC: 34.1,
          ambientC: 21.3,
          correctionC: 2.4,
          site: 'neck',
          device: 'fake-checkpoint',
          method: 'infrared',
          at: 20,
        },
      },
    ]);
  });

  it('makes one reading of the samples of a person, with the correction of the lane', () => {
    const hear = listening(sensors({ site: 'wrist', correctionC: 2.9 }), 'thermometer');
    const values = [...Array<number>(10).fill(21), ...Array<number>(30).fill(33.6)];
    for (const [index, objectC] of values.entries())
      hear({ kind: 'sample', objectC, ambientC: 20.5 }, 1_000 + index * 100);
    expect(inputs).toMatchObject([
      { reading: { objectC: 33.6, ambientC: 20.5, correctionC: 2.9, bodyC: 36.5, site: 'wrist' } },
    ]);
  });

  it('hears a device in its role only', () => {
    const both = sensors();
    listening(both, 'reader')(measurement, 1);
    listening(both, 'reader')({ kind: 'sample', objectC: 34, ambientC: null }, 1);
    listening(both, 'thermometer')(scan, 2);
    expect(inputs).toEqual([]);
    listening(both, 'reader')(scan, 3);
    listening(both, 'thermometer')(measurement, 4);
    expect(inputs.map(({ kind }) => kind)).toEqual(['scan', 'reading']);
  });

  it('sets aside what no entry could carry, counts it and never clamps it', () => {
    const one = sensors();
    const hear = listening(one, 'checkpoint');
    hear({ ...measurement, objectC: 9_999 }, 1);
    hear({ ...measurement, bodyC: Number.NaN, objectC: null }, 2);
    hear({ kind: 'scan', credential: { kind: 'qr', value: 'x'.repeat(1_025) } }, 3);
    expect(inputs).toEqual([]);
    expect(one.unusable).toBe(3);
    expect(JSON.stringify(logger.lines)).not.toContain('xxxx');
    hear({ ...measurement, bodyC: 61.4, objectC: 59 }, 4);
    expect(inputs).toMatchObject([{ reading: { bodyC: 61.4, objectC: 59 } }]);
  });

  it('makes no input of what is no scan or temperature', () => {
    const hear = listening(sensors(), 'checkpoint');
    hear({ kind: 'alive', note: '1.4.2' }, 1);
    hear({ kind: 'trouble', problem: 'x' }, 2);
    hear({ kind: 'discarded', why: 'noise', bytes: 3, excerpt: '' }, 3);
    expect(inputs).toEqual([]);
  });
});
