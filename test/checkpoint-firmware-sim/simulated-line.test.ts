import { mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '#core/bindings/system-clock.js';
import type { Clock } from '#core/ports/clock.js';
import { SimulatedLine } from '#sim/simulated-line.js';
import { expectGateError } from '../support/assert-gate-error.js';
import { ManualClock } from '../support/manual-clock.js';
import { LineClient, openTerminals, until } from './line-client.js';

const FRAME = Uint8Array.of(0x5a, 0x5a, 0x45, 0x04, 0x0e, 0x1c, 0x09, 0x92, 0xc2);

describe('a simulated line', () => {
  let folder: string;
  let link: string;
  let terminals: number;
  const lines: SimulatedLine[] = [];
  const clients: LineClient[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gatehouse-line-'));
    link = join(folder, 'thermometer');
    terminals = openTerminals();
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    for (const line of lines.splice(0)) await line.unplug();
    expect(readdirSync(folder).filter((name) => name !== 'kept')).toEqual([]);
    rmSync(folder, { recursive: true });
    await until(() => openTerminals() === terminals, 'all descriptors to be closed');
  });

  async function line(
    onHostBytes: (bytes: Uint8Array) => void = () => undefined,
    clock: Clock = systemClock,
  ): Promise<SimulatedLine> {
    const made = new SimulatedLine({
      clock,
      device: 'test device',
      link,
      baudRate: 9600,
      onHostBytes,
    });
    lines.push(made);
    await made.plug();
    return made;
  }

  function client(baudRate: number | null, path = link): LineClient {
    const made = new LineClient(path, baudRate);
    clients.push(made);
    return made;
  }

  it('brings a frame through its link piece by piece to a client of the same speed', async () => {
    const clock = new ManualClock();
    const simulated = await line(undefined, clock);
    const far = client(9600);
    await until(() => {
      void clock.advance(200);
      return simulated.isServed;
    }, 'the speed of the client to be seen');
    simulated.send({ kind: 'bytes', bytes: FRAME });
    for (const arrived of [3, 7, 9]) {
      await clock.advance(4);
      await until(() => far.bytes.length >= arrived, `${arrived} bytes`);
      expect(far.bytes).toEqual(FRAME.subarray(0, arrived));
    }
  });

  it('keeps bytes from a port that nobody has set up', async () => {
    const simulated = await line();
    simulated.send({ kind: 'bytes', bytes: FRAME });
    await simulated.drained();
    expect(simulated.lostBytes).toBe(9);
  });

  it('gives garbage to a client of another speed, in both directions', async () => {
    const heard: number[] = [];
    const simulated = await line((bytes) => heard.push(...bytes));
    const far = client(19200);
    far.write(FRAME);
    await until(() => heard.length > 0, 'the device to hear something');
    simulated.send({ kind: 'bytes', bytes: FRAME });
    await simulated.drained();
    expect(Buffer.from(heard).includes(Buffer.from(FRAME))).toBe(false);
    expect(far.has(FRAME)).toBe(false);
  });

  it('hears the client byte for byte once both agree, also after the device has changed its speed', async () => {
    const heard: number[] = [];
    const simulated = await line((bytes) => heard.push(...bytes));
    simulated.baudRate = 57600;
    client(57600).write(FRAME);
    await until(() => heard.length >= 9, 'the bytes');
    expect(heard).toEqual([...FRAME]);
  });

  it('hangs up and takes its link away when it is unplugged, and comes back at the same place', async () => {
    const simulated = await line();
    const first = readlinkSync(link);
    const far = client(9600);
    await simulated.unplug();
    await until(() => far.isHungUp, 'the hang-up');
    expect(simulated.path).toBeNull();
    expect(readdirSync(folder)).toEqual([]);
    await simulated.plug();
    expect(readdirSync(folder)).toEqual(['thermometer']);
    expect(readlinkSync(link)).toMatch(/^\/dev\/pts\/\d+$/);
    expect(first).toMatch(/^\/dev\/pts\/\d+$/);
  });

  it('can come back under another path', async () => {
    const simulated = await line();
    await simulated.unplug();
    await simulated.plug(join(folder, 'other'));
    expect(readdirSync(folder)).toEqual(['other']);
    expect(simulated.path).toBe(join(folder, 'other'));
  });

  it('replaces a link that was left behind', async () => {
    symlinkSync('/dev/pts/9999', link);
    await line();
    expect(readlinkSync(link)).not.toBe('/dev/pts/9999');
  });

  it('never overwrites a file, and leaves no pseudo-terminal behind when it cannot make its link', async () => {
    const file = join(folder, 'kept');
    writeFileSync(file, 'precious');
    link = file;
    const error = await expectGateError(() => line(), 'pty-failed');
    expect(error.message).toContain('in the way');
    link = join(folder, 'missing', 'thermometer');
    await expectGateError(() => line(), 'pty-failed');
  });

  it('does not remove a link that points elsewhere by now', async () => {
    const simulated = await line();
    rmSync(link);
    symlinkSync('/dev/null', link);
    await simulated.unplug();
    expect(readlinkSync(link)).toBe('/dev/null');
    rmSync(link);
  });
});
