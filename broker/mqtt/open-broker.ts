import { aedesBroker } from './aedes-broker.js';
import type { ExternalBrokerTools } from './external-broker.js';
import type { ExternalBrokerOptions } from './external-options.js';
import type { BrokerEvents, BrokerOptions, MqttBroker } from './mqtt-broker.js';

/** Where gates are heard: at the broker inside this process, or at one that it joins. */
export type BrokerChoice = BrokerOptions | { readonly external: ExternalBrokerOptions };

/**
 * Checks the choice before anything is made; the answer opens the broker.
 * @throws GateError what `prepareExternalBroker` throws; opening what `aedesBroker` throws
 */
export async function prepareBroker(
  choice: BrokerChoice,
  tools: ExternalBrokerTools,
): Promise<(events: BrokerEvents) => Promise<MqttBroker>> {
  if ('external' in choice) {
    // Its MQTT client stays out of the memory of everyone who has the broker inside.
    const { prepareExternalBroker } = await import('./external-broker.js');
    return prepareExternalBroker(choice.external, tools);
  }
  return (events) => aedesBroker(tools)(choice, events);
}
