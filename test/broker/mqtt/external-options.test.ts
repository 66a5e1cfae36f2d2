import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { brokerLogin, parseBrokerUrl } from '#broker/mqtt/external-options.js';
import { expectGateError } from '../../support/assert-gate-error.js';

describe('the address of an external broker', () => {
  it.each([
    ['mqtt://broker.example', { host: 'broker.example', port: 1883, isTls: false }],
    ['mqtt://192.0.2.7:1884', { host: '192.0.2.7', port: 1884, isTls: false }],
    ['mqtts://broker.example/', { host: 'broker.example', port: 8883, isTls: true }],
    ['mqtts://[2001:db8::1]:8884', { host: '2001:db8::1', port: 8884, isTls: true }],
  ])('%s is understood', (text, place) => {
    expect(parseBrokerUrl(text)).toEqual(place);
  });

  it.each([
    'broker.example:1883',
    'http://broker.example',
    'mqtt://',
    'mqtt://broker.example/topic',
    'mqtt://broker.example?x=1',
    'mqtt://broker.example:99999',
    'ws://broker.example',
    '',
  ])('%j is not', async (text) => {
    await expectGateError(() => parseBrokerUrl(text), 'broker-url-invalid');
  });

  it('with a password in it is refused without repeating the password', async () => {
    const { message } = await expectGateError(
      () => parseBrokerUrl('mqtt://gatehouse:hunter2@broker.example'),
      'broker-url-invalid',
    );
    expect(message).not.toContain('hunter2');
    expect(message).toContain('broker.example');
  });
});

describe('the login at an external broker', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-login-'));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const plain = { host: 'h', port: 1, isTls: false };
  const tls = { ...plain, isTls: true };
  const base = { url: 'mqtt://h', clientId: 'c' };
  afterAll(() => rmSync(folder, { recursive: true }));

  it('reads the password without the line break an editor leaves', async () => {
    const passwordFile = file('password', 's3cret\n');
    expect(await brokerLogin({ ...base, username: 'gatehouse', passwordFile }, plain)).toEqual({
      password: 's3cret',
      tls: null,
    });
  });

  it('may do without a password, and with the authorities of the system', async () => {
    expect(await brokerLogin(base, tls)).toEqual({ password: null, tls: {} });
  });

  it.each([
    ['a certificate without its key', { certFile: '/x', place: tls, problem: /give both/ }],
    ['a key without its certificate', { keyFile: '/x', place: tls, problem: /give both/ }],
    ['an authority without TLS', { caFile: '/x', place: plain, problem: /mqtts:\/\// }],
    ['a password without a user', { passwordFile: '/x', place: plain, problem: /needs a user/ }],
  ])('refuses %s', async (_, { place, problem, ...change }) => {
    const { message } = await expectGateError(
      () => brokerLogin({ ...base, ...change }, place),
      'usage-wrong',
    );
    expect(message).toMatch(problem);
  });

  it('names the file that is missing', async () => {
    const passwordFile = join(folder, 'none');
    const { message } = await expectGateError(
      () => brokerLogin({ ...base, username: 'u', passwordFile }, plain),
      'config-unreadable',
    );
    expect(message).toContain(`${passwordFile}: there is no such file`);
    await expectGateError(() => brokerLogin({ ...base, caFile: passwordFile }, tls), 'config-unreadable');
  });

  it('names a certificate that is none, before anything is connected', async () => {
    const certFile = file('cert.pem', 'not a certificate');
    const { message } = await expectGateError(
      () => brokerLogin({ ...base, certFile, keyFile: certFile }, tls),
      'config-invalid',
    );
    expect(message).toContain(certFile);
  });
});
