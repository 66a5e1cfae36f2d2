import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadCentralConfig } from '#cli/central-config.js';
import { centralSettings } from '#cli/central-settings.js';
import { expectGateError } from '../support/assert-gate-error.js';

const DATA = { data: '/data' };
const BROKER = { url: 'mqtts://broker.example', user: 'gatehouse', passwordFile: '/etc/password' };

describe('the settings of a central service', () => {
  it('listen on this machine alone when nothing is said', () => {
    expect(centralSettings(DATA)).toEqual({
      dataDir: '/data',
      http: { host: '127.0.0.1', port: 8080 },
      mqtt: { host: '127.0.0.1', port: 1883 },
      database: undefined,
      log: 'info',
    });
  });

  it('come from the file where the command line is silent, and from the command line where it is not', () => {
    const file = {
      http: '0.0.0.0:80',
      mqtt: '0.0.0.0:1883',
      database: 'sqlite',
      log: 'warn',
    } as const;
    expect(centralSettings(DATA, file)).toMatchObject({
      http: { host: '0.0.0.0', port: 80 },
      mqtt: { host: '0.0.0.0', port: 1883 },
      database: 'sqlite',
      log: 'warn',
    });
    const words = { ...DATA, http: '[::1]:81', mqtt: '[::1]:1884', database: 'other', log: 'error' };
    expect(centralSettings(words, file)).toMatchObject({
      http: { host: '::1', port: 81 },
      mqtt: { host: '::1', port: 1884 },
      database: 'other',
      log: 'error',
    });
  });

  it('join a broker outside under the name of the node', () => {
    expect(centralSettings(DATA, { mqttBroker: { ...BROKER, sharedSubscriptions: false } }).mqtt).toEqual({
      external: {
        url: 'mqtts://broker.example',
        clientId: 'gatehouse.central',
        username: 'gatehouse',
        passwordFile: '/etc/password',
        sharedSubscriptions: false,
      },
    });
    const words = {
      ...DATA,
      mqttBroker: 'mqtts://other.example',
      mqttUser: 'me',
      mqttPasswordFile: '/p',
      mqttCa: '/ca',
      mqttCert: '/cert',
      mqttKey: '/key',
      node: 'east-2',
    };
    expect(centralSettings(words, { node: 'west' }).mqtt).toEqual({
      external: {
        url: 'mqtts://other.example',
        clientId: 'gatehouse.east-2',
        username: 'me',
        passwordFile: '/p',
        caFile: '/ca',
        certFile: '/cert',
        keyFile: '/key',
      },
    });
  });

  it('change one word about the broker and keep the others of the file', () => {
    const { mqtt } = centralSettings({ ...DATA, mqttUser: 'me' }, { mqttBroker: BROKER, node: 'west' });
    expect(mqtt).toEqual({
      external: {
        url: BROKER.url,
        clientId: 'gatehouse.west',
        username: 'me',
        passwordFile: '/etc/password',
      },
    });
  });

  it('take the broker of the command line, inside or outside, in the place of the one in the file', () => {
    expect(centralSettings({ ...DATA, mqtt: '127.0.0.1:7' }, { mqttBroker: BROKER }).mqtt).toEqual({
      host: '127.0.0.1',
      port: 7,
    });
    expect(centralSettings({ ...DATA, mqttBroker: BROKER.url }, { mqtt: '127.0.0.1:7' }).mqtt).toMatchObject({
      external: { url: BROKER.url },
    });
  });

  it.each([
    ['two brokers on the command line', { mqtt: '127.0.0.1:7', mqttBroker: BROKER.url }, {}],
    ['two brokers in the file', {}, { mqtt: '127.0.0.1:7', mqttBroker: BROKER }],
    ['a user for no broker', { mqttUser: 'me' }, {}],
    [
      'a certificate for the broker inside',
      { mqtt: '127.0.0.1:7', mqttCert: '/cert' },
      { mqttBroker: BROKER },
    ],
  ])('refuse %s', async (_, words, file) => {
    await expectGateError(() => centralSettings({ ...DATA, ...words }, file), 'usage-wrong');
  });

  it('refuse a node name that is no id', async () => {
    const words = { ...DATA, mqttBroker: BROKER.url, node: 'Node 1' };
    const { message } = await expectGateError(() => centralSettings(words), 'id-invalid');
    expect(message).toContain('node');
  });
});

describe('the configuration file of a central service', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-central-'));
  const file = (text: string): string => {
    const path = join(folder, 'central.yaml');
    writeFileSync(path, text);
    return path;
  };
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is read with its paths starting from its own folder', async () => {
    const text = `
http: 127.0.0.1:8081
node: east
log: debug
mqttBroker:
  url: mqtts://broker.example
  user: gatehouse
  passwordFile: broker.password
  caFile: /etc/ssl/ca.pem
`;
    expect(await loadCentralConfig(file(text))).toEqual({
      http: '127.0.0.1:8081',
      node: 'east',
      log: 'debug',
      mqttBroker: {
        url: 'mqtts://broker.example',
        user: 'gatehouse',
        passwordFile: join(folder, 'broker.password'),
        caFile: '/etc/ssl/ca.pem',
      },
    });
  });

  it('is read as the operator page shows it, with the one broker or the other', async () => {
    const page = readFileSync(new URL('../../docs/operator.md', import.meta.url), 'utf8');
    const [shown = ''] = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text]) => text ?? '');
    expect(centralSettings(DATA, await loadCentralConfig(file(shown)))).toEqual({
      ...centralSettings(DATA),
      database: 'sqlite',
    });
    const outside = shown.replace(/^mqtt:.*$/m, '').replace('# mqttBroker', 'mqttBroker');
    expect(centralSettings(DATA, await loadCentralConfig(file(outside))).mqtt).toEqual({
      external: {
        url: 'mqtts://broker.example:8883',
        clientId: 'gatehouse.central',
        username: 'gatehouse',
        passwordFile: join(folder, 'broker.password'),
      },
    });
  });

  it('may be short', async () => {
    expect(await loadCentralConfig(file('http: 127.0.0.1:8081\n'))).toEqual({ http: '127.0.0.1:8081' });
  });

  it('is refused with every unknown key and wrong value by name', async () => {
    const text = 'htpp: 127.0.0.1:1\nlog: loud\nmqttBroker: { url: mqtt://x, pasword: y }\n';
    const { message } = await expectGateError(() => loadCentralConfig(file(text)), 'config-invalid');
    for (const part of ['"htpp" is not a known key', '"log" must be one of', '"mqttBroker.pasword"'])
      expect(message).toContain(part);
  });
});
