import { aedesBroker } from './aedes-broker.js';
import { externalBroker, type ExternalBrokerTools } from './external-broker.js';
import type { ExternalBrokerOptions } from './external-options.js';
import type { BrokerEvents, BrokerOptions, MqttBroker } from './mqtt-broker.js';

/** Where gates are heard: at the broker inside this process, or at one that it joins. */
export type BrokerChoice = BrokerOptions | { readonly external: ExternalBrokerOptions };

/** @throws GateError what `aedesBroker` or `externalBroker` throws */
export function openBroker(
  choice: BrokerChoice,
  tools: ExternalBrokerTools,
  events: BrokerEvents,
): Promise<MqttBroker> {
  if ('external' in choice) return externalBroker(tools)(choice.external, events);
  return aedesBroker(tools)(choice, events);
}
