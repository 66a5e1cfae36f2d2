import { HeldMqttLink } from '#core/bindings/held-mqtt-link.js';
import type { Clock } from '#core/ports/clock.js';
import type { Entropy } from '#core/ports/entropy.js';
import type { HeldIdentity, HeldLink } from '#core/ports/held-link.js';
import type { Logger } from '#core/ports/logger.js';
import { BROKER_RETRY, type RetryTimes } from '#core/retry-schedule.js';
import { GATEWAY_FILTERS, SHARED_FILTERS } from './external-filters.js';
import { brokerLogin, parseBrokerUrl, type ExternalBrokerOptions } from './external-options.js';
import { JoinedBroker } from './joined-broker.js';
import type { BrokerEvents, MqttBroker } from './mqtt-broker.js';

export interface ExternalBrokerTools {
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly logger: Logger;
  /** Waits between tries to reach the broker; `BROKER_RETRY` when left out. */
  readonly retry?: RetryTimes;
}

/**
 * Joins a broker that runs by itself, such as Mosquitto. It need not be there: the service starts without it, is not
 * ready, and joins it as soon as it is.
 * @throws GateError `broker-url-invalid`, `usage-wrong`, `config-unreadable`, `config-invalid`
 */
export type JoinBroker = (options: ExternalBrokerOptions, events: BrokerEvents) => Promise<MqttBroker>;

/** Below what the intake and the quarantine take, so that nothing is turned away there and stays unacknowledged. */
const WINDOW = 1_024;

/** The counterpart of `aedesBroker` for a broker outside. */
export function externalBroker(tools: ExternalBrokerTools): JoinBroker {
  return async (options, events) => (await prepareExternalBroker(options, tools))(events);
}

/**
 * Checks the options and reads the files they name; the answer joins the broker.
 * @throws GateError as `JoinBroker` does
 */
export async function prepareExternalBroker(
  options: ExternalBrokerOptions,
  tools: ExternalBrokerTools,
): Promise<(events: BrokerEvents) => Promise<MqttBroker>> {
  const { isTls, ...place } = parseBrokerUrl(options.url);
  const { password, tls } = await brokerLogin(options, { ...place, isTls });
  const address = `${isTls ? 'mqtts' : 'mqtt'}://${nameOf(place)}`;
  const identity = identityOf(options, password);
  return async (events) => {
    const link: HeldLink = new HeldMqttLink(identity, { retry: BROKER_RETRY, ...tools, address, place, tls });
    const broker = new JoinedBroker({ ...tools, link, place, address, events });
    await broker.start();
    return broker;
  };
}

function identityOf(options: ExternalBrokerOptions, password: string | null): HeldIdentity {
  const { clientId: client, username, sharedSubscriptions = true } = options;
  const subscriptions = sharedSubscriptions ? [SHARED_FILTERS, GATEWAY_FILTERS] : [GATEWAY_FILTERS];
  return { client, user: username ?? null, password, subscriptions, window: WINDOW };
}

function nameOf({ host, port }: { readonly host: string; readonly port: number }): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
