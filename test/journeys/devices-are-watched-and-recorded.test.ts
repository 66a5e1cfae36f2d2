import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '#core/bindings/system-clock.js';
import { systemEntropy } from '#core/bindings/system-entropy.js';
import { startDevice, type SimulatedDevice } from '#sim/simulated-device.js';
import { parseFixture } from '../gateway/drivers/fixture.js';
import { GatehouseProcess, runGatehouse } from './support/gatehouse-process.js';
import { temporaryFolder } from './support/temporary-folder.js';

interface Line {
  readonly type: string;
  readonly [field: string]: unknown;
}

describe('gatehouse devices', { timeout: 120_000 }, () => {
  const folder = temporaryFolder();
  const link = join(folder, 'thermometer');
  let device: SimulatedDevice | null = null;

  beforeAll(async () => {
    const tools = { clock: systemClock, entropy: systemEntropy };
    device = await startDevice({ driver: 'gy-mcu9061x', link, ambientC: 21.3 }, tools);
  });

  afterAll(() => device?.unplug());

  async function linesOf(words: readonly string[]): Promise<Line[]> {
    const { code, out, err } = await runGatehouse(['devices', ...words]);
    expect(code, err).toBe(0);
    return out.split('\n').map((line) => JSON.parse(line) as Line);
  }

  it('watch shows link, bytes, readings and counters as one JSON object a line', async () => {
    const lines = await linesOf(['watch', link, '--driver', 'gy-mcu9061x', '--json', '--for', '3s']);
    expect(lines[0]).toEqual({ type: 'link', state: 'open', problem: null });
    expect(lines.some(({ type, direction }) => type === 'bytes' && direction === 'in')).toBe(true);
    const reading = lines.find(({ type }) => type === 'reading');
    expect(reading).toMatchObject({ ambientC: 21.3, correctionC: 2.4, site: 'forehead' });
    expect(typeof reading?.['objectC']).toBe('number');
    expect(typeof reading?.['bodyC']).toBe('number');
    const counters = lines.find(({ type }) => type === 'counters');
    expect(counters?.['frames']).toBeGreaterThan(5);
  });

  it('watch waits for a device, and tells in words when it is unplugged', async () => {
    const path = join(folder, 'other');
    // Started first, because a child process inherits the descriptors of pseudo-terminals that are open already.
    const child = new GatehouseProcess(['devices', 'watch', path, '--driver', 'checkpoint-line']);
    await child.line(/^link +state failed +problem no device at/);
    const other = await startDevice(
      { driver: 'checkpoint-line', link: path },
      { clock: systemClock, entropy: systemEntropy },
    );
    await child.line(/^alive/);
    await other.unplug();
    await child.line(/^link +state closed +problem/);
    await child.end('SIGINT');
    expect(await child.exitCode(), child.text).toBe(0);
  });

  it('record writes a fixture that the drivers can be tested with', async () => {
    const file = join(folder, 'recorded.hex');
    const words = ['record', link, '--driver', 'gy-mcu9061x', '--out', file, '--for', '3s'];
    const { code, out, err } = await runGatehouse(['devices', ...words]);
    expect(code, err).toBe(0);
    expect(out).toMatch(/^\d+ frames recorded/);
    const { frames } = parseFixture(readFileSync(file, 'utf8'));
    const samples = frames.flatMap((step) => (step.kind === 'device' ? step.events : []));
    expect(samples.filter(({ kind }) => kind === 'sample').length).toBeGreaterThan(5);

    const again = await runGatehouse(['devices', ...words]);
    expect(again.code).toBe(3);
    expect(again.err).toContain('recorded.hex');
  });

  it('list runs on any machine, with udev or without', async () => {
    const { code } = await runGatehouse(['devices', 'list']);
    expect(code).toBe(0);
  });

  it.each([
    [['watch', '/dev/null', '--driver', 'thermo'], 3, 'there is no driver "thermo": use one of'],
    [['watch', '/dev/null', '--driver', 'gm65', '--options', '[1]'], 2, '--options must be a JSON object'],
    [['watch', '/dev/null', '--driver', 'gm65', '--options', '{"speed":1}'], 3, 'speed'],
    [['watch', '/dev/null', '--driver', 'gm65', '--baud', 'fast'], 2, '"fast" is not a valid --baud'],
  ])('answers %j with exit code %d', async (words, exitCode, sentence) => {
    const { code, err } = await runGatehouse(['devices', ...words]);
    expect(err).toContain(sentence);
    expect(code).toBe(exitCode);
  });
});
