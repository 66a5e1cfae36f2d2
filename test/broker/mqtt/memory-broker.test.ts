import { describe } from 'vitest';
import { MemoryBroker } from '#broker/mqtt/memory-broker.js';
import { describeMqttBroker, type ContractClient } from './mqtt-broker-contract.js';

describe('the broker in memory', () => {
  describeMqttBroker({
    open: (events) => Promise.resolve(new MemoryBroker({ host: 'memory', port: 0 }, events)),
    connect: (broker, options) => {
      const received: { topic: string; payload: string }[] = [];
      try {
        const client = broker.connect(options, (topic, payload) => {
          received.push({ topic, payload });
        });
        const contract: ContractClient = {
          received,
          publish: (topic, payload, request) =>
            client.send({ topic, ...request }, payload).then(
              () => true,
              () => false,
            ),
          subscribe: (filter, qos) => {
            try {
              client.subscribe(filter, qos);
              return Promise.resolve(true);
            } catch {
              return Promise.resolve(false);
            }
          },
          isClosed: () => client.closed,
          cut: () => {
            client.cut();
            return Promise.resolve();
          },
          disconnect: () => {
            client.disconnect();
            return Promise.resolve();
          },
        };
        return Promise.resolve(contract);
      } catch {
        return Promise.resolve(null);
      }
    },
  });
});
