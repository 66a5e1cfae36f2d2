import { describe } from 'vitest';
import { systemClock } from '#core/bindings/system-clock.js';
import { aedesBroker } from '#broker/mqtt/aedes-broker.js';
import { RawMqttClient } from '../support/raw-mqtt-client.js';
import { describeMqttBroker } from './mqtt-broker-contract.js';

describe('the aedes broker', () => {
  describeMqttBroker({
    open: (events) => aedesBroker({ clock: systemClock })({ host: '127.0.0.1', port: 0 }, events),
    connect: async (broker, options) => {
      const [client, code] = await RawMqttClient.connect(broker.address.port, options);
      if (code !== 0) {
        await client.closed;
        return null;
      }
      return {
        get received() {
          return client.received.map(({ topic, payload }) => ({ topic, payload }));
        },
        publish: (topic, payload, request) => client.publish(topic, payload, request),
        subscribe: async (filter, qos) => (await client.subscribe([filter], qos)) !== null,
        isClosed: () => client.socket.destroyed,
        cut: () => client.cut(),
        disconnect: () => (client.socket.destroyed ? client.closed : client.disconnect()),
      };
    },
  });
});
