import type { Socket } from 'node:net';
import { ErrorWithReasonCode, MqttClient, type IClientOptions } from 'mqtt';
import { GateError } from '#core/errors/gate-error.js';
import { KeptLink, type Connect, type KeptLinkOptions } from '#core/links/kept-link.js';
import type { LinkIdentity, MessageLink } from '#core/ports/message-link.js';
import type { Address } from '#core/units/address.js';
import { SECOND } from '#core/units/instant.js';
import { linkProblem } from './link-problems.js';
import { makeMqttNumbersWhenNeeded } from './make-mqtt-numbers.js';
import { MqttSession } from './mqtt-session.js';
import { openTcp } from './open-socket.js';

export const CONNECT_TIMEOUT = 5 * SECOND;
const KEEPALIVE_SECONDS = 10;

/** CONNACK codes of MQTT 3.1.1 section 3.2.2.3 that speak of the credential. */
const REFUSALS = new Set([4, 5]);

export type MqttLinkOptions = Omit<KeptLinkOptions, 'address'> & Address;

/** A link over MQTT 3.1.1 with a clean session; no other file imports MQTT.js at run time. */
export function mqttLink(identity: LinkIdentity, { host, port, ...kept }: MqttLinkOptions): MessageLink {
  makeMqttNumbersWhenNeeded();
  const options = { ...kept, address: `${host}:${port}` };
  return new KeptLink(connectTo({ host, port }, identity, options), options);
}

/**
 * Each connection has its own client: MQTT.js would keep unsent messages for the next one, and its own reconnects have no
 * jitter (faults.md finding 11).
 */
function connectTo(place: Address, identity: LinkIdentity, options: KeptLinkOptions): Connect {
  return async (events, signal) => {
    const socket = openTcp(place);
    const session = new MqttSession({
      socket,
      client: mqttClient(socket, clientOptions(identity)),
      clock: options.clock,
      fault: (cause) => faultOf(cause, options.address, identity),
    });
    const abandon = (): void => session.abandon();
    signal.addEventListener('abort', abandon);
    try {
      await session.established(identity.subscriptions, events);
      return session;
    } catch (error) {
      abandon();
      throw error;
    } finally {
      signal.removeEventListener('abort', abandon);
    }
  };
}

function clientOptions(identity: LinkIdentity): IClientOptions {
  const will = identity.will?.() ?? null;
  return {
    clientId: identity.client,
    username: identity.client,
    password: identity.password,
    clean: true,
    ...(will === null
      ? {}
      : { will: { topic: will.topic, payload: Buffer.from(will.payload), ...will.options } }),
  };
}

function faultOf(cause: Error | null, address: string, identity: LinkIdentity): GateError {
  if (cause !== null && isRefusal(cause))
    return new GateError('link-refused', { address, gate: identity.client }, { cause });
  return new GateError(
    'link-down',
    { address, problem: linkProblem(cause) },
    cause === null ? {} : { cause },
  );
}

/** Whether a broker has said by CONNACK that it does not accept the credential. */
export function isRefusal(cause: Error): boolean {
  return cause instanceof ErrorWithReasonCode && REFUSALS.has(cause.code);
}

/** One client on one connection: it never reconnects by itself and keeps nothing for another connection. */
export function mqttClient(socket: Socket, options: IClientOptions): MqttClient {
  return new MqttClient(() => socket, {
    protocolVersion: 4,
    keepalive: KEEPALIVE_SECONDS,
    connectTimeout: CONNECT_TIMEOUT,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    ...options,
  });
}
