import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import type { BrokerEvents, MqttBroker } from '#broker/mqtt/mqtt-broker.js';
import { Mosquitto, NO_MOSQUITTO } from '../../support/mosquitto.js';
import { connectExternalGate, WithoutGreetings } from '../support/external-gate.js';
import { externalOptions, joinMosquitto } from '../support/join-mosquitto.js';
import { describeMqttBroker, type ContractClient } from './mqtt-broker-contract.js';

const GATES = ['north', 'south', 'east'];

describe.skipIf(NO_MOSQUITTO !== '')(`a joined Mosquitto${NO_MOSQUITTO}`, () => {
  let mosquitto: Mosquitto;
  let nodes = 0;
  const clients: ContractClient[] = [];
  const heard = new WeakMap<MqttBroker, WithoutGreetings>();

  beforeAll(async () => {
    mosquitto = await Mosquitto.start(Object.fromEntries(GATES.map((gate) => [gate, `secret-of-${gate}`])));
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.cut();
  });
  afterAll(() => mosquitto.stop());

  const open = async (events: BrokerEvents): Promise<MqttBroker> => {
    nodes += 1;
    const wrapped = new WithoutGreetings(events);
    const broker = await joinMosquitto(externalOptions(mosquitto, `contract-${nodes}`), wrapped);
    heard.set(broker, wrapped);
    return broker;
  };

  describeMqttBroker({
    // What takes the place of these: mosquitto-door.test.ts and mosquitto-session.test.ts.
    without: {
      acknowledgement: 'the broker outside acknowledges to gates, the service to the broker',
      subscription: 'only the broker outside knows who has subscribed to what',
      door: 'the broker outside keeps the door',
      refusal: 'Mosquitto acknowledges what it denies, and drops it',
      connection: 'the connections of gates are not ours to close',
    },
    open,
    connect: async (broker, options) => {
      const client = await connectExternalGate(mosquitto.gatesPort, options, heard.get(broker));
      if (client !== null) clients.push(client);
      return client;
    },
  });
});
