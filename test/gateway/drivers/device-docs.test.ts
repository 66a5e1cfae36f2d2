import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rowsOf } from '../../support/markdown-table.js';
import { DRIVERS } from '#gateway/drivers/index.js';
import { OUTPUTS } from '#gateway/drivers/outputs.js';
import { DEVICE_MODELS } from '#sim/devices/index.js';
import { fixturePath, readFixture } from './fixture.js';

const PAGE = new URL('../../../docs/add-a-device.md', import.meta.url);
const FIXTURES = new URL('../../fixtures/', import.meta.url);

const rows = rowsOf(PAGE).map(({ cells }) => cells);
const deviceRows = rows.filter((cells) => cells['role'] !== undefined);
const names = DRIVERS.map(({ name }) => name);

function plain(cell: string | undefined): string {
  return (cell ?? '').replaceAll('`', '');
}

function shown({ baudRate, dataBits, parity, stopBits }: (typeof DRIVERS)[number]['line']): string {
  return `${baudRate} ${dataBits}${parity.slice(0, 1).toUpperCase()}${stopBits}`;
}

describe('docs/add-a-device.md', () => {
  it('has a row for each driver, with its role and line, in the order of the registry', () => {
    const documented = deviceRows
      .filter((cells) => cells['role'] !== 'output')
      .map((cells) => [plain(cells['name']), cells['role'], cells['line']]);
    expect(documented).toEqual(DRIVERS.map(({ name, role, line }) => [name, role, shown(line)]));
  });

  it('has a row for each output', () => {
    const documented = deviceRows
      .filter((cells) => cells['role'] === 'output')
      .map((cells) => plain(cells['name']));
    expect(documented).toEqual(OUTPUTS.map(({ name }) => name));
  });

  it('names a source for each device', () => {
    for (const cells of deviceRows) expect(cells['source'], cells['name']).not.toBe('');
  });

  it('names every option of every driver and no other', () => {
    for (const { name } of DRIVERS) {
      const documented = rows
        .filter((cells) => plain(cells['driver']) === name)
        .map((cells) => plain(cells['option']));
      expect(documented.sort(), name).toEqual(optionsOf(name).sort());
    }
  });

  /** The driver's own word: what it answers to a key it does not know. */
  function optionsOf(name: string): string[] {
    const driver = DRIVERS.find((one) => one.name === name);
    try {
      driver?.createSession({ '': null });
    } catch (error) {
      const [, known = ''] = /: use ([\w, ]+)$/.exec(String(error)) ?? [];
      return known === '' ? [] : known.split(', ');
    }
    throw new Error(`${name} takes any option`);
  }
});

describe('test/fixtures', () => {
  it('holds one file for each driver and no other', () => {
    const files = readdirSync(FIXTURES).filter((file) => file.endsWith('.hex'));
    expect(files.sort()).toEqual(names.map((name) => `${name}.hex`).sort());
  });

  it.each(names)(
    'says of each frame of %s whether it was checked or derived, and has some with a value',
    (name) => {
      const { frames } = readFixture(name);
      const sent = frames.filter((step) => step.kind === 'device');
      for (const step of sent) expect(step.note, JSON.stringify(step)).toMatch(/^\[[VD]\]/);
      expect(sent.some(({ events }) => events.length > 0)).toBe(true);
    },
  );

  it.each(names)('names the source of %s in its first line', (name) => {
    const [first = ''] = readFileSync(fixturePath(name), 'utf8').split('\n');
    expect(first).toMatch(new RegExp(`^# ${name}: .*(devices\\.md \\d|docs/firmware-protocol\\.md)`));
  });
});

describe('the simulator', () => {
  it('has a model of each driver', () => {
    const models = DEVICE_MODELS.filter(({ role }) => role !== 'output').map(({ name }) => name);
    expect(models.sort()).toEqual([...names].sort());
  });
});
