import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadSimulationConfig } from '#sim/config.js';
import { expectGateError } from '../support/assert-gate-error.js';

const LANES = `
lanes:
  - gate: north
    lane: a
    direction: out
    thermometer: { driver: gy-mcu9061x, link: thermometer, baudRate: 115200, variant: silent }
    reader: { driver: checkpoint-line, link: /dev/shm/checkpoint }
`;
const PEOPLE = `
population:
  - household: 3-2-501
    credentials: [{ kind: code, value: 7K3M-Q2XA }]
    elderly: true
`;

describe('the configuration of a simulation', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gatehouse-sim-config-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function written(text: string): string {
    const path = join(folder, 'sim.yaml');
    writeFileSync(path, text);
    return path;
  }

  it('has defaults for all but lanes and people', async () => {
    const config = await loadSimulationConfig(written(LANES + PEOPLE));
    expect(config).toEqual({
      pace: 6,
      seed: 1,
      weather: { ambientC: 21.3 },
      lanes: [
        {
          gate: 'north',
          lane: 'a',
          direction: 'out',
          thermometer: {
            driver: 'gy-mcu9061x',
            link: join(folder, 'thermometer'),
            baudRate: 115200,
            variant: 'silent',
          },
          reader: { driver: 'checkpoint-line', link: '/dev/shm/checkpoint' },
        },
      ],
      population: [
        {
          household: '3-2-501',
          credentials: [{ kind: 'code', value: '7K3M-Q2XA' }],
          kind: 'purchase',
          elderly: true,
        },
      ],
    });
  });

  it('reads the people from a file of their own', async () => {
    const people = [{ household: '1-1-101', credentials: [{ kind: 'qr', value: 'GP1:A' }], kind: 'work' }];
    writeFileSync(join(folder, 'people.json'), JSON.stringify(people));
    const config = await loadSimulationConfig(
      written(`pace: 30\nseed: 9\nweather: { ambientC: -4 }\npopulationFile: people.json\n${LANES}`),
    );
    expect(config).toMatchObject({ pace: 30, seed: 9, weather: { ambientC: -4 } });
    expect(config.population).toEqual([{ ...people[0], elderly: false }]);
  });

  it('names every fault at once', async () => {
    const text = `
pace: 0
lanez: []
lanes:
  - { gate: North, lane: a, direction: up, thermometer: { driver: x, link: t }, reader: { driver: gm65 } }
`;
    const error = await expectGateError(() => loadSimulationConfig(written(text)), 'config-invalid');
    for (const place of [
      'pace',
      'lanez',
      'lanes[0].gate',
      'lanes[0].direction',
      'lanes[0].thermometer.driver',
    ]) {
      expect(error.message).toContain(place);
    }
  });

  it('refuses what contradicts itself', async () => {
    const text = `
lanes:
  - gate: north
    lane: a
    direction: out
    thermometer: { driver: gy-mcu9061x, link: one, baudRate: 57600 }
    reader: { driver: gy-mcu9061x, link: one, variant: loud }
  - gate: north
    lane: a
    direction: in
    thermometer: { driver: checkpoint-line, link: one }
    reader: { driver: checkpoint-line, link: one }
`;
    const error = await expectGateError(() => loadSimulationConfig(written(text)), 'config-invalid');
    for (const problem of [
      '"population" or "populationFile" is missing',
      'lane north/a is there twice',
      '"lanes[0].thermometer.baudRate" must be one of 9600, 115200',
      '"lanes[0].reader.driver" is no reader',
      '"lanes[0].reader.variant" must be one of speaking',
      'one is the link of both north/a gy-mcu9061x and north/a checkpoint-line',
    ]) {
      expect(error.message).toContain(problem);
    }
    await expectGateError(
      () => loadSimulationConfig(written(`${LANES}${PEOPLE}populationFile: people.json`)),
      'config-invalid',
    );
  });

  it('says which file it cannot read', async () => {
    await expectGateError(() => loadSimulationConfig(join(folder, 'none.yaml')), 'config-unreadable');
    const error = await expectGateError(
      () => loadSimulationConfig(written(`populationFile: none.json${LANES}`)),
      'config-unreadable',
    );
    expect(error.message).toContain('none.json');
  });
});
