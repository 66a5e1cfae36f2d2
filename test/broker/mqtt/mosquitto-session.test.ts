import { once } from 'node:events';
import { connect } from 'node:net';
import { generate } from 'mqtt-packet';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Logger } from '#core/ports/logger.js';
import { gateId } from '#core/units/ids.js';
import { topicOf } from '#core/wire/topics.js';
import type { GateMessage, MqttBroker } from '#broker/mqtt/mqtt-broker.js';
import { Mosquitto, NO_MOSQUITTO, SERVICE_PASSWORD, SERVICE_USER } from '../../support/mosquitto.js';
import { RecordingLogger } from '../../support/recording-logger.js';
import { waitUntil } from '../../support/wait-until.js';
import { RecordedEvents } from '../support/broker-events.js';
import { connectExternalGate, statusOf } from '../support/external-gate.js';
import { externalOptions, joinMosquitto } from '../support/join-mosquitto.js';
import { RawMqttClient } from '../support/raw-mqtt-client.js';

const NORTH = gateId('north');
const ENTRIES = topicOf(NORTH, 'entries');
const STATUS = topicOf(NORTH, 'status');
/** Another client takes the client id and leaves at once: that is how a broker cuts a connection. */
async function usurp(port: number, clientId: string): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port });
  const credential = { username: SERVICE_USER, password: Buffer.from(SERVICE_PASSWORD) };
  const hello = { cmd: 'connect', clientId, clean: false, keepalive: 10, protocolId: 'MQTT' } as const;
  socket.write(generate({ ...hello, ...credential, protocolVersion: 4 }));
  await once(socket, 'data');
  socket.destroy();
}

const login = { clientId: 'north', userName: 'north', password: 'secret-of-north', keepalive: 30 };

describe.skipIf(NO_MOSQUITTO !== '')(`a node of the service at Mosquitto${NO_MOSQUITTO}`, () => {
  let mosquitto: Mosquitto;
  const brokers: MqttBroker[] = [];
  const clients: RawMqttClient[] = [];

  const join = async (
    node: string,
    events: RecordedEvents,
    more: { readonly logger?: Logger; readonly sharedSubscriptions?: boolean } = {},
  ): Promise<MqttBroker> => {
    const { logger, ...options } = more;
    const broker = await joinMosquitto({ ...externalOptions(mosquitto, node), ...options }, events, logger);
    brokers.push(broker);
    return broker;
  };
  const gate = async (): Promise<RawMqttClient> => {
    const [client, code] = await RawMqttClient.connect(mosquitto.gatesPort, login);
    expect(code).toBe(0);
    clients.push(client);
    return client;
  };
  const payloads = (events: RecordedEvents): string[] =>
    events.messages.filter(({ name }) => name === 'entries').map(({ payload }) => payload);
  const numbers = (from: number, to: number): string[] =>
    Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
  const publish = (client: RawMqttClient, texts: readonly string[]): Promise<boolean[]> =>
    Promise.all(texts.map((text) => client.publish(ENTRIES, text)));

  beforeEach(async () => {
    mosquitto = await Mosquitto.start({ north: 'secret-of-north' });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.cut();
    for (const broker of brokers.splice(0)) await broker.stop();
    await mosquitto.stop();
  });

  it('gets again at its next start what it has not acknowledged, and nothing of what it has', async () => {
    const events = new RecordedEvents();
    const held: GateMessage[] = [];
    events.onTake = (_, message) => held.push(message);
    const first = await join('one', events);
    await publish(await gate(), numbers(1, 6));
    await waitUntil('all have come', () => held.length === 6);
    for (const message of held.slice(0, 4)) message.done();
    await first.stop();

    const again = new RecordedEvents();
    await join('one', again);
    await waitUntil('the rest has come', () => payloads(again).length === 2);
    expect(payloads(again)).toEqual(['5', '6']);
  });

  it('gets again after a lost connection what it had not acknowledged then', async () => {
    const events = new RecordedEvents();
    const held: GateMessage[] = [];
    events.onTake = (_, message) => held.push(message);
    const broker = await join('one', events);
    const client = await gate();
    await publish(client, ['1', '2']);
    await waitUntil('both have come', () => held.length === 2);
    held[0]?.done();
    await usurp(mosquitto.servicePort, externalOptions(mosquitto, 'one').clientId);
    await waitUntil('the second has come again', () => held.length === 3);
    expect(payloads(events)).toEqual(['1', '2', '2']);
    held[1]?.done();
    held[2]?.done();
    await publish(client, ['3']);
    await waitUntil('the third has come', () => held.length === 4);
    expect(broker.problem).toBeNull();
  });

  it('shares the entries with another node, each entry to exactly one, while both know who is there', async () => {
    const [one, two] = [new RecordedEvents(), new RecordedEvents()];
    const [first, second] = [await join('one', one), await join('two', two)];
    const client = await gate();
    await client.publish(STATUS, statusOf('online'), { retain: true });
    const sent = numbers(1, 200);
    await publish(client, sent);
    await waitUntil('all have come', () => payloads(one).length + payloads(two).length === 200);
    const byNumber = (a: string, b: string): number => Number(a) - Number(b);
    expect([...payloads(one), ...payloads(two)].sort(byNumber)).toEqual(sent);
    expect(payloads(one).length).toBeGreaterThan(0);
    expect(payloads(two).length).toBeGreaterThan(0);
    expect([first.connections, second.connections]).toEqual([1, 1]);
  });

  it('leaves all entries to the other node after its goodbye', async () => {
    const [one, two] = [new RecordedEvents(), new RecordedEvents()];
    const first = await join('one', one);
    await join('two', two);
    const client = await gate();
    await first.stop();
    await publish(client, numbers(1, 20));
    await waitUntil('the other has them all', () => payloads(two).length === 20);
    expect(payloads(one)).toEqual([]);
  });

  it('hears everything when it was told not to share', async () => {
    const [one, two] = [new RecordedEvents(), new RecordedEvents()];
    await join('one', one, { sharedSubscriptions: false });
    await join('two', two, { sharedSubscriptions: false });
    await publish(await gate(), numbers(1, 20));
    await waitUntil('both have all', () => payloads(one).length === 20 && payloads(two).length === 20);
  });

  it('knows at its start which gates are there, from what they had said before', async () => {
    const north = await connectExternalGate(mosquitto.gatesPort, login);
    if (north !== null) clients.push(north.raw);
    const events = new RecordedEvents();
    const broker = await join('one', events);
    await waitUntil('the gate is known', () => broker.connections === 1);
    await north?.cut();
    await waitUntil('its will is heard', () => broker.connections === 0);
    expect(events.log).toEqual(['+north', 'north status', 'north status', '-north']);
  });

  it('outlives the broker: says once that it is gone and once that it is back, and goes on', async () => {
    const events = new RecordedEvents();
    const logger = new RecordingLogger();
    const broker = await join('one', events, { logger });
    await (await gate()).publish(STATUS, statusOf('online'), { retain: true });
    await waitUntil('the gate is known', () => broker.connections === 1);
    await mosquitto.kill();
    await waitUntil('the loss is noticed', () => broker.problem !== null);
    expect(broker.connections).toBe(0);
    expect(events.connections.get('north')?.publish('decisions', '{}')).toBe(false);
    await waitUntil('it has tried again', () => broker.problem?.includes('nothing listens there') === true);
    await mosquitto.restart();
    await waitUntil('it is back', () => broker.problem === null);
    const client = await gate();
    await client.subscribe([topicOf(NORTH, 'decisions')]);
    await client.publish(STATUS, statusOf('online'), { retain: true });
    await publish(client, ['after']);
    await waitUntil('the entry is heard', () => payloads(events).includes('after'));
    expect(events.connections.get('north')?.publish('decisions', 'answer')).toBe(true);
    await waitUntil('the answer is heard', () => client.received.length === 1);
    expect(logger.said('warn')).toHaveLength(1);
    expect(logger.said('info').filter((line) => line.startsWith('connected'))).toHaveLength(2);
  });

  it('joins a broker that comes after it', async () => {
    await mosquitto.kill();
    const events = new RecordedEvents();
    const broker = await join('one', events);
    expect(broker.problem).toMatch(/^not connected to mqtt:\/\/127\.0\.0\.1:\d+: nothing listens there$/);
    await mosquitto.restart();
    await waitUntil('it has joined', () => broker.problem === null);
    await publish(await gate(), ['first']);
    await waitUntil('the entry is heard', () => payloads(events).length === 1);
  });

  it('says that the broker does not know its user', async () => {
    const events = new RecordedEvents();
    const options = { ...externalOptions(mosquitto, 'one'), username: 'gatehouse-two' };
    const broker = await joinMosquitto(options, events);
    brokers.push(broker);
    expect(broker.problem).toMatch(/refused the user gatehouse-two/);
  });

  it('takes a flood in order, while the ledger is slow', async () => {
    const events = new RecordedEvents();
    const waiting: GateMessage[] = [];
    events.onTake = (_, message) => waiting.push(message);
    await join('one', events);
    const client = await gate();
    const sending = publish(client, numbers(1, 3_000));
    await waitUntil('the window is full', () => waiting.length === 1_000);
    await sending;
    expect(waiting).toHaveLength(1_000);
    for (let done = 0; done < 3_000; done += 1) {
      await waitUntil('there is another one', () => waiting.length > done);
      waiting[done]?.done();
    }
    expect(payloads(events)).toEqual(numbers(1, 3_000));
  });
});
