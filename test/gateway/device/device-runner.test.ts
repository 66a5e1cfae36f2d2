import { beforeEach, describe, expect, it } from 'vitest';
import { laneId } from '#core/units/ids.js';
import { DeviceRunner } from '#gateway/device/device-runner.js';
import type { DeviceEvent, Driver } from '#gateway/drivers/driver.js';
import { MemorySerial } from '#gateway/serial/memory-serial.js';
import { line8N1 } from '#gateway/serial/serial-port.js';
import { fakeCheckpoint, fakePolled, fakeReader } from '../../support/fake-drivers.js';
import { fixedEntropy } from '../../support/fixed-entropy.js';
import { ManualClock } from '../../support/manual-clock.js';
import { RecordingLogger } from '../../support/recording-logger.js';

const PATH = '/dev/serial/by-id/usb-checkpoint';

class Bench {
  readonly clock = new ManualClock();
  readonly serial = new MemorySerial();
  readonly logger = new RecordingLogger();
  readonly events: DeviceEvent[] = [];
  readonly runner: DeviceRunner;

  constructor(driver: Driver = fakeCheckpoint) {
    this.runner = new DeviceRunner(
      { lane: laneId('a'), role: driver.role, driver, options: {}, path: PATH, line: driver.line },
      { clock: this.clock, entropy: fixedEntropy(), logger: this.logger, serial: this.serial },
      (event) => this.events.push(event),
    );
  }

  async start(): Promise<this> {
    this.runner.start();
    await this.clock.advance(0);
    return this;
  }

  get health(): ReturnType<DeviceRunner['health']> {
    return this.runner.health((at) => at);
  }
}

describe('a device runner', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = new Bench();
  });

  it('opens the device, starts the conversation and passes on what it says', async () => {
    const device = bench.serial.plug(PATH);
    await bench.start();
    device.feed('S 00A1\r\nM 36');
    device.feed('.5\r\n');
    await bench.clock.advance(10);
    expect(device.line).toEqual(fakeCheckpoint.line);
    expect(device.written.map((bytes) => Buffer.from(bytes).toString())).toEqual(['hello']);
    expect(bench.events).toMatchObject([
      { kind: 'scan', credential: { value: '00A1' } },
      { kind: 'measurement', bodyC: 36.5 },
    ]);
    expect(bench.health).toMatchObject({ state: 'up', problem: null, frames: 2, reopens: 0 });
    await bench.runner.stop();
  });

  it('says once that the path is missing, keeps trying and finds the device within 4 s', async () => {
    await bench.start();
    await bench.clock.advance(60_000);
    expect(bench.health).toMatchObject({ state: 'down', problem: expect.stringContaining(PATH) as string });
    expect(bench.logger.said('warn')).toHaveLength(1);
    const device = bench.serial.plug(PATH);
    await bench.clock.advance(4_000);
    expect(device.line).not.toBeNull();
    expect(bench.health).toMatchObject({ state: 'up', problem: null });
    await bench.runner.stop();
  });

  it('starts a new conversation after a replug and forgets the half of the old line', async () => {
    const device = bench.serial.plug(PATH);
    await bench.start();
    device.feed('S 00');
    device.unplug();
    expect(bench.health).toMatchObject({
      state: 'down',
      problem: expect.stringContaining('unplugged') as string,
    });
    const again = bench.serial.plug(PATH);
    await bench.clock.advance(1_000);
    expect(again.written).toHaveLength(1);
    again.feed('B2\nS 00B2\n');
    await bench.clock.advance(10);
    expect(bench.events).toMatchObject([
      { kind: 'discarded' },
      { kind: 'scan', credential: { value: '00B2' } },
    ]);
    expect(bench.health).toMatchObject({ reopens: 1, frames: 1, skippedBytes: 2 });
    await bench.runner.stop();
  });

  it('tries a device that was well at once again, and one that flaps ever more slowly', async () => {
    bench.serial.plug(PATH).feed('');
    await bench.start();
    let opens = 0;
    for (let tenth = 0; tenth < 300; tenth += 1) {
      const device = bench.serial.plug(PATH);
      await bench.clock.advance(100);
      if (device.line !== null) opens += 1;
    }
    expect(opens).toBeLessThan(15);
    await bench.runner.stop();
  });

  it('counts what cannot be used by its kind and goes on with the next good line', async () => {
    const device = bench.serial.plug(PATH);
    await bench.start();
    device.feed(`bad\n${'x'.repeat(700)}\nwhat\nS 1\n`);
    await bench.clock.advance(10);
    expect(bench.health).toMatchObject({ frames: 1, badChecks: 1, skippedBytes: 705 });
    await bench.runner.stop();
  });

  it('loses only the line a driver fails on', async () => {
    const device = bench.serial.plug(PATH);
    await bench.start();
    device.feed('crash\nS 1\n');
    await bench.clock.advance(10);
    expect(bench.events.map(({ kind }) => kind)).toEqual(['discarded', 'trouble', 'scan']);
    expect(bench.health).toMatchObject({
      state: 'up',
      problem: expect.stringContaining('index out of range') as string,
    });
    await bench.clock.advance(4_000);
    device.feed('A\n');
    await bench.runner.stop();
  });

  it('tells a trouble that comes again and again once a minute', async () => {
    const device = bench.serial.plug(PATH);
    await bench.start();
    for (let second = 0; second < 90; second += 1) {
      device.feed('crash\nA\n');
      await bench.clock.advance(1_000);
    }
    expect(bench.logger.said('warn').length).toBeLessThanOrEqual(2);
    await bench.runner.stop();
  });

  it('says once that a device is silent, opens it anew now and then, and hears it again', async () => {
    const device = bench.serial.plug(PATH);
    await bench.start();
    await bench.clock.advance(4_999);
    expect(bench.health.state).toBe('up');
    await bench.clock.advance(1);
    expect(bench.health).toMatchObject({
      state: 'silent',
      problem: expect.stringContaining('for 5 s') as string,
    });
    await bench.clock.advance(95_000);
    expect(device.written).toHaveLength(4);
    expect(bench.logger.said('warn')).toHaveLength(1);
    device.feed('A\n');
    await bench.clock.advance(10);
    expect(bench.health).toMatchObject({ state: 'up', problem: null });
    await bench.clock.advance(5_000);
    expect(bench.health.state).toBe('silent');
    await bench.runner.stop();
  });

  it('never calls a reader silent that only speaks when it is used', async () => {
    const reader = new Bench(fakeReader);
    reader.serial.plug(PATH);
    await reader.start();
    await reader.clock.advance(3_600_000);
    expect(reader.health).toMatchObject({ state: 'up', reopens: 0 });
    await reader.runner.stop();
  });

  it('opens with other settings when the driver wishes it', async () => {
    const device = bench.serial.plug(PATH);
    await bench.start();
    device.feed('R 9600\nS 1\n');
    await bench.clock.advance(10);
    await bench.clock.advance(200);
    expect(device.line).toEqual(line8N1(9600));
    expect(bench.events).toEqual([]);
    expect(bench.logger.said('warn')).toEqual([]);
    await bench.runner.stop();
  });

  it('wakes a session when it asked for it, until the connection ends', async () => {
    const polled = new Bench(fakePolled);
    const device = polled.serial.plug(PATH);
    await polled.start();
    await polled.clock.advance(3_500);
    expect(device.written).toHaveLength(3);
    device.feed('\x01\x02');
    expect(polled.events).toMatchObject([{ kind: 'alive' }]);
    device.unplug();
    await polled.clock.advance(2_000);
    expect(device.written).toHaveLength(3);
    await polled.runner.stop();
  });

  it('tells when it last heard a frame', async () => {
    const device = bench.serial.plug(PATH);
    await bench.start();
    expect(bench.health.lastFrameAt).toBeNull();
    await bench.clock.advance(1_234);
    device.feed('A\n');
    expect(bench.runner.health((at) => 5_000_000 + at).lastFrameAt).toBe(5_001_234);
    await bench.runner.stop();
  });

  it('leaves no timer and no open port behind, whenever it is stopped', async () => {
    for (const wait of [0, 10, 6_000, 40_000]) {
      const one = new Bench();
      const device = one.serial.plug(PATH);
      one.runner.start();
      if (wait > 0) await one.clock.advance(wait);
      await one.runner.stop();
      await one.clock.advance(0);
      expect({ wait, timers: one.clock.pendingTimers, line: device.line }).toEqual({
        wait,
        timers: 0,
        line: null,
      });
    }
    const missing = await new Bench().start();
    await missing.runner.stop();
    expect(missing.clock.pendingTimers).toBe(0);
  });
});
