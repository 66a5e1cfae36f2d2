import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gateId } from '#core/units/ids.js';
import { TOPICS, topicOf, type TopicName } from '#core/wire/topics.js';
import type { MqttBroker } from '#broker/mqtt/mqtt-broker.js';
import { Mosquitto, NO_MOSQUITTO, SERVICE_PASSWORD, SERVICE_USER } from '../../support/mosquitto.js';
import { waitUntil } from '../../support/wait-until.js';
import { RecordedEvents } from '../support/broker-events.js';
import { connectExternalGate } from '../support/external-gate.js';
import { externalOptions, joinMosquitto } from '../support/join-mosquitto.js';
import { RawMqttClient, type RawConnect } from '../support/raw-mqtt-client.js';

const NORTH = gateId('north');
const names = Object.keys(TOPICS) as TopicName[];
const fromService = names.filter((name) => TOPICS[name].from === 'service');
const login = (gate: string): RawConnect & { userName: string; password: string; keepalive: number } => ({
  clientId: gate,
  userName: gate,
  password: `secret-of-${gate}`,
  keepalive: 30,
});

describe.skipIf(NO_MOSQUITTO !== '')(`the example configuration of Mosquitto${NO_MOSQUITTO}`, () => {
  let mosquitto: Mosquitto;
  let broker: MqttBroker;
  let events: RecordedEvents;
  const clients: RawMqttClient[] = [];

  const connect = async (options: RawConnect, port = mosquitto.gatesPort): Promise<number | null> => {
    const [client, code] = await RawMqttClient.connect(port, options);
    clients.push(client);
    return code;
  };
  const connected = async (gate: string): Promise<RawMqttClient> => {
    const [client, code] = await RawMqttClient.connect(mosquitto.gatesPort, login(gate));
    expect(code).toBe(0);
    clients.push(client);
    return client;
  };
  /** Waits until everything that was published before has reached the service. */
  const barrier = async (): Promise<void> => {
    const south = await connected('south');
    const before = events.messages.length;
    await south.publish(topicOf(gateId('south'), 'requests'), 'barrier');
    await waitUntil('the barrier is through', () => events.messages.length > before);
    events.messages.pop();
    await south.disconnect();
  };

  beforeAll(async () => {
    mosquitto = await Mosquitto.start({ north: 'secret-of-north', south: 'secret-of-south' });
    events = new RecordedEvents();
    broker = await joinMosquitto(externalOptions(mosquitto, 'door'), events);
  });
  afterAll(async () => {
    for (const client of clients) await client.cut();
    await broker.stop();
    await mosquitto.stop();
  });

  it.each([
    ['a wrong password', { ...login('north'), password: 'wrong' }],
    ['no password', { clientId: 'north', userName: 'north' }],
    ['nobody', { clientId: 'north' }],
    ['an unknown user', login('west')],
  ])('refuses %s', async (_, options) => {
    expect(await connect(options)).toBe(5);
  });

  it('ties the client id of a gate to its user: none throws another off, or the service', async () => {
    const north = await connected('north');
    for (const clientId of ['north', 'gatehouse.door'])
      expect(await connect({ ...login('south'), clientId })).toBe(0);
    await barrier();
    expect(north.socket.destroyed).toBe(false);
    expect(broker.problem).toBeNull();
  });

  it('lets no gate publish as another, nor a decision, nor anywhere else', async () => {
    const north = await connected('north');
    const listener = await connected('south');
    await listener.subscribe(fromService.map((name) => topicOf(gateId('south'), name)));
    events.messages.length = 0;
    const elsewhere = names.map((name) => topicOf(gateId('south'), name));
    const asService = fromService.map((name) => topicOf(NORTH, name));
    for (const topic of [...elsewhere, ...asService, 'anything', 'gatehouse/v1/gates/north', '$SYS/x'])
      await north.publish(topic, 'forged');
    await barrier();
    expect(events.messages).toEqual([]);
    expect(listener.received).toEqual([]);
  });

  it("lets no will speak on another gate's topic", async () => {
    events.messages.length = 0;
    const will = {
      topic: topicOf(gateId('south'), 'status'),
      payload: 'offline',
      qos: 1,
      retain: true,
    } as const;
    const [north] = await RawMqttClient.connect(mosquitto.gatesPort, { ...login('north'), will });
    await north.cut();
    await barrier();
    expect(events.messages).toEqual([]);
  });

  it('lets a gate hear its own topics of the service, whatever it asks for', async () => {
    const north = await connectExternalGate(mosquitto.gatesPort, login('north'));
    const south = await connectExternalGate(mosquitto.gatesPort, login('south'));
    const greedy = ['#', '+/#', 'gatehouse/#', 'gatehouse/v1/gates/+/+', '$share/all/#', '$SYS/#'];
    for (const filter of greedy) await north?.subscribe(filter, 1);
    await waitUntil('both are known', () => events.connections.size === 2);
    for (const gate of ['south', 'north'])
      for (const name of ['decisions', 'receipts', 'responses', 'changes', 'commands'] as const)
        expect(events.connections.get(gate)?.publish(name, 'for you alone')).toBe(true);
    const heard = (): Set<string> => new Set(north?.received.map(({ topic }) => topic));
    await waitUntil('its own have come', () => heard().has(topicOf(NORTH, 'commands')));
    await south?.publish(topicOf(gateId('south'), 'requests'), 'x', { qos: 1, retain: false });
    expect(heard()).toEqual(new Set(fromService.map((name) => topicOf(NORTH, name))));
    await Promise.all([north?.disconnect(), south?.disconnect()]);
  });

  it('takes no QoS 2 and no packet above 64 KiB', async () => {
    await barrier();
    events.messages.length = 0;
    const topic = topicOf(NORTH, 'entries');
    expect(await (await connected('north')).publish(topic, 'x', { qos: 2 })).toBe(false);
    expect(await (await connected('north')).publish(topic, Buffer.alloc(70_000, 'x'))).toBe(false);
    expect(await (await connected('north')).subscribe([topicOf(NORTH, 'decisions')], 2)).toEqual([1]);
    await barrier();
    expect(events.messages).toEqual([]);
  });

  it('lets the user of the service do nothing outside the topics of gates', async () => {
    const service = { clientId: 'other', userName: SERVICE_USER, password: SERVICE_PASSWORD };
    const [client] = await RawMqttClient.connect(mosquitto.servicePort, service);
    clients.push(client);
    await client.subscribe(['#', '$SYS/#']);
    await client.publish('anything', 'x');
    await client.publish(topicOf(NORTH, 'decisions'), 'y');
    await client.messages(1);
    expect(new Set(client.received.map(({ topic }) => topic.split('/')[0]))).toEqual(new Set(['gatehouse']));
  });
});
