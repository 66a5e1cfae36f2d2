import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gatewayConfig, loadGatewayConfig } from '#gateway/config.js';
import { settingsOf } from '#gateway/settings.js';
import { DRIVERS } from '#gateway/drivers/index.js';
import { expectGateError } from '../support/assert-gate-error.js';
import { fakeCheckpoint, fakeReader, fakeThermometer } from '../support/fake-drivers.js';

const FILE = `
gate: north
central: { address: 127.0.0.1:1883, password: "a b c" }
journal: ./north.journal.sqlite
lanes:
  - id: a
    direction: out
    thermometer: { driver: checkpoint-line, path: /dev/serial/by-id/x }
    reader:      { driver: checkpoint-line, path: /dev/serial/by-id/x }
deadlines: { decision: 250ms, pairing: 20s }
clock: synced
`;

const device = (driver: string, path: string): object => ({ driver, path });
const lane = (id: string, thermometer: object, reader: object): object => ({
  id,
  direction: 'switched',
  thermometer,
  reader,
});
const config = (parts: object = {}): object => ({
  gate: 'north',
  central: { address: '127.0.0.1:1883', password: 'secret' },
  journal: 'north.sqlite',
  lanes: [lane('a', device('fake-thermometer', '/dev/t'), device('fake-reader', '/dev/r'))],
  ...parts,
});
const FAKES = [fakeCheckpoint, fakeThermometer, fakeReader];

describe('the configuration of a gateway', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gatehouse-gateway-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it('is read from YAML, with paths relative to its own folder', async () => {
    const path = join(folder, 'north.yaml');
    await writeFile(path, FILE);
    const loaded = await loadGatewayConfig(path);
    expect(loaded.journal).toBe(join(folder, 'north.journal.sqlite'));
    const settings = await settingsOf(loaded, DRIVERS);
    expect(settings).toMatchObject({
      gate: 'north',
      central: { host: '127.0.0.1', port: 1883 },
      password: 'a b c',
      decisionDeadline: 250,
      times: { pairing: 20_000, debounce: 3_000 },
      isClockSynced: true,
    });
    expect(settings.lanes).toMatchObject([
      { lane: 'a', direction: 'out', devices: [{ role: 'checkpoint', line: { baudRate: 115_200 } }] },
    ]);
  });

  it('may keep the password in a file of its own', async () => {
    await writeFile(join(folder, 'password'), 'from a file\n');
    const path = join(folder, 'file.yaml');
    await writeFile(path, FILE.replace('password: "a b c"', 'passwordFile: password'));
    expect(await settingsOf(await loadGatewayConfig(path), DRIVERS)).toMatchObject({
      password: 'from a file',
    });
    const central = { address: '127.0.0.1:1883', passwordFile: join(folder, 'none') };
    const missing = gatewayConfig(config({ central }), 'test');
    await expectGateError(() => settingsOf(missing, FAKES), 'config-unreadable');
  });

  it('opens two devices for a lane with two, in their roles and with their own line settings', async () => {
    const thermometer = {
      ...device('fake-thermometer', '/dev/t'),
      line: { baudRate: 9600 },
      correctionC: 1.5,
    };
    const lanes = [lane('a', thermometer, device('fake-reader', '/dev/r'))];
    const {
      lanes: settings,
      decisionDeadline,
      isClockSynced,
    } = await settingsOf(gatewayConfig(config({ lanes }), 'test'), FAKES);
    expect(settings).toMatchObject([
      {
        direction: 'out',
        profile: { correctionC: 1.5 },
        devices: [
          { role: 'thermometer', path: '/dev/t', line: { baudRate: 9600, dataBits: 8 } },
          { role: 'reader', path: '/dev/r' },
        ],
      },
    ]);
    expect({ decisionDeadline, isClockSynced }).toEqual({ decisionDeadline: 400, isClockSynced: false });
  });

  it.each<[string, object, RegExp]>([
    ['an unknown key', { lane: [] }, /"lane" is not a known key/],
    [
      'a key of a device that is not one',
      { lanes: [lane('a', { ...device('x', '/d'), baud: 1 }, device('x', '/d'))] },
      /lanes\[0\]\.thermometer\.baud/,
    ],
    ['an address without a port', { central: { address: 'central', password: 'x' } }, /HOST:PORT/],
    [
      'no password',
      { central: { address: 'central:1883' } },
      /either "central\.password" or "central\.passwordFile"/,
    ],
    ['two passwords', { central: { address: 'c:1', password: 'x', passwordFile: 'y' } }, /either/],
    ['no lane', { lanes: [] }, /lanes/],
    ['a bare number as a duration', { deadlines: { decision: 400 } }, /deadlines\.decision/],
    [
      'two lanes of one name',
      {
        lanes: [
          lane('a', device('x', '/1'), device('x', '/1')),
          lane('a', device('x', '/2'), device('x', '/2')),
        ],
      },
      /two lanes "a"/,
    ],
    [
      'one path for two lanes',
      {
        lanes: [
          lane('a', device('x', '/1'), device('x', '/1')),
          lane('b', device('x', '/1'), device('x', '/1')),
        ],
      },
      /\/1 is used by/,
    ],
    [
      'one path for two drivers',
      { lanes: [lane('a', device('x', '/1'), device('y', '/1'))] },
      /\/1 is used by/,
    ],
    [
      'one device with two line settings',
      {
        lanes: [
          lane(
            'a',
            { ...device('x', '/1'), line: { baudRate: 9600 } },
            { ...device('x', '/1'), line: { baudRate: 1200 } },
          ),
        ],
      },
      /give "line" once/,
    ],
  ])('is refused with %s', async (_, parts, sentence) => {
    const { message } = await expectGateError(
      () => gatewayConfig(config(parts), 'gate north'),
      'config-invalid',
    );
    expect(message).toMatch(sentence);
    expect(message).toContain('gate north');
  });

  it('is refused for an unknown driver, one that cannot do the work, and options it does not have', async () => {
    const settings = (...lanes: object[]): Promise<unknown> =>
      settingsOf(gatewayConfig(config({ lanes }), 'test'), [...FAKES, ...DRIVERS]);
    const unknown = await expectGateError(
      () => settings(lane('a', device('nonsense', '/t'), device('fake-reader', '/r'))),
      'driver-unknown',
    );
    expect(unknown.message).toContain('fake-reader');
    const wrong = await expectGateError(
      () => settings(lane('a', device('fake-reader', '/t'), device('fake-reader', '/r'))),
      'config-invalid',
    );
    expect(wrong.message).toContain('cannot be the thermometer of lane a');
    await expectGateError(
      () => settings(lane('a', device('fake-thermometer', '/t'), device('fake-thermometer', '/t'))),
      'config-invalid',
    );
    const options = { ...device('checkpoint-line', '/t'), options: { speed: 'high' } };
    await expectGateError(
      () => settings(lane('a', options, device('checkpoint-line', '/t'))),
      'config-invalid',
    );
  });
});
