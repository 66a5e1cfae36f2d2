import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { gateId } from '#core/units/ids.js';
import { topicOf } from '#core/wire/topics.js';
import type { ExternalBrokerOptions } from '#broker/mqtt/external-options.js';
import type { MqttBroker } from '#broker/mqtt/mqtt-broker.js';
import { Mosquitto, NO_MOSQUITTO } from '../../support/mosquitto.js';
import { NO_OPENSSL, TestAuthority, type Identity } from '../../support/test-certificates.js';
import { waitUntil } from '../../support/wait-until.js';
import { RecordedEvents } from '../support/broker-events.js';
import { externalOptions, joinMosquitto } from '../support/join-mosquitto.js';
import { RawMqttClient } from '../support/raw-mqtt-client.js';

const MISSING = NO_MOSQUITTO || NO_OPENSSL;

describe.skipIf(MISSING !== '')(`a node of the service at Mosquitto over TLS${MISSING}`, () => {
  let folder: string;
  let mosquitto: Mosquitto;
  let ours: TestAuthority;
  let node: Identity;
  const brokers: MqttBroker[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gatehouse-tls-'));
    ours = new TestAuthority(folder, 'ours');
    const server = ours.issue('broker', ['IP:127.0.0.1']);
    node = ours.issue('node');
    mosquitto = await Mosquitto.start({ north: 'secret-of-north' }, [
      `cafile ${ours.caFile}`,
      `certfile ${server.certFile}`,
      `keyfile ${server.keyFile}`,
      'require_certificate true',
    ]);
  });
  afterEach(async () => {
    for (const broker of brokers.splice(0)) await broker.stop();
  });
  afterAll(async () => {
    await mosquitto.stop();
    rmSync(folder, { recursive: true });
  });

  const joined = async (
    change: Partial<ExternalBrokerOptions>,
    events = new RecordedEvents(),
  ): Promise<MqttBroker> => {
    const url = `mqtts://127.0.0.1:${mosquitto.servicePort}`;
    const base = { ...externalOptions(mosquitto, 'tls'), url, caFile: ours.caFile, ...node };
    const broker = await joinMosquitto({ ...base, ...change }, events);
    brokers.push(broker);
    return broker;
  };

  it('hears entries and answers them', async () => {
    const events = new RecordedEvents();
    const broker = await joined({}, events);
    expect(broker.problem).toBeNull();
    const login = { clientId: 'north', userName: 'north', password: 'secret-of-north' };
    const [north] = await RawMqttClient.connect(mosquitto.gatesPort, login);
    await north.subscribe([topicOf(gateId('north'), 'decisions')]);
    await north.publish(topicOf(gateId('north'), 'entries'), 'hello');
    await waitUntil('the entry is heard', () => events.messages.length === 1);
    expect(events.connections.get('north')?.publish('decisions', 'yes')).toBe(true);
    await north.messages(1);
    await north.disconnect();
  });

  it('does not join a broker whose certificate nobody it trusts has signed', async () => {
    const stranger = new TestAuthority(folder, 'stranger');
    const broker = await joined({ caFile: stranger.caFile });
    expect(broker.problem).toMatch(/its certificate is signed by nobody we trust$/);
  });

  it('does not join a broker whose certificate is for another host', async () => {
    const broker = await joined({ url: `mqtts://localhost:${mosquitto.servicePort}` });
    expect(broker.problem).toMatch(/its certificate is for another host$/);
  });

  it('says so when the broker wants a certificate and none was given', async () => {
    const broker = await joined({ certFile: undefined, keyFile: undefined });
    expect(broker.problem).toMatch(/it demands a client certificate$/);
  });

  it('says so when the port does not speak TLS', async () => {
    const broker = await joined({ url: `mqtts://127.0.0.1:${mosquitto.gatesPort}` });
    expect(broker.problem).toMatch(/before TLS stood, as a port without TLS does$/);
  });
});
