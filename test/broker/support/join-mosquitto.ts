import { systemClock } from '#core/bindings/system-clock.js';
import { systemEntropy } from '#core/bindings/system-entropy.js';
import { SILENT_LOGGER, type Logger } from '#core/ports/logger.js';
import { externalBroker } from '#broker/mqtt/external-broker.js';
import type { ExternalBrokerOptions } from '#broker/mqtt/external-options.js';
import type { BrokerEvents, MqttBroker } from '#broker/mqtt/mqtt-broker.js';
import { SERVICE_USER, type Mosquitto } from '../../support/mosquitto.js';

/** How a node of the service joins a Mosquitto of the tests. */
export function externalOptions(mosquitto: Mosquitto, node: string): ExternalBrokerOptions {
  return {
    url: `mqtt://127.0.0.1:${mosquitto.servicePort}`,
    clientId: `gatehouse.${node}`,
    username: SERVICE_USER,
    passwordFile: mosquitto.passwordFile,
  };
}

/** Joins it as one node, with short waits between tries. */
export function joinMosquitto(
  options: ExternalBrokerOptions,
  events: BrokerEvents,
  logger: Logger = SILENT_LOGGER,
): Promise<MqttBroker> {
  const retry = { first: 50, longest: 200, factor: 2, jitter: 0.2 };
  return externalBroker({ clock: systemClock, entropy: systemEntropy, logger, retry })(options, events);
}
