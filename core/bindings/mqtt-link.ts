import { createConnection } from 'node:net';
import { ErrorWithReasonCode, MqttClient, type IClientOptions } from 'mqtt';
import { GateError } from '#core/errors/gate-error.js';
import { KeptLink, type Connect, type KeptLinkOptions } from '#core/links/kept-link.js';
import type { LinkIdentity, MessageLink } from '#core/ports/message-link.js';
import type { Address } from '#core/units/address.js';
import { SECOND } from '#core/units/instant.js';
import { MqttSession } from './mqtt-session.js';

const CONNECT_TIMEOUT = 5 * SECOND;
const KEEPALIVE_SECONDS = 10;

/** CONNACK codes of MQTT 3.1.1 section 3.2.2.3 that speak of the credential. */
const REFUSALS = new Set([4, 5]);

export type MqttLinkOptions = Omit<KeptLinkOptions, 'address'> & Address;

/** A link over MQTT 3.1.1 with a clean session; no other file imports MQTT.js at run time. */
export function mqttLink(identity: LinkIdentity, { host, port, ...kept }: MqttLinkOptions): MessageLink {
  const options = { ...kept, address: `${host}:${port}` };
  return new KeptLink(connectTo({ host, port }, identity, options), options);
}

/**
 * Each connection has its own client: MQTT.js would keep unsent messages for the next one, and its own reconnects have no
 * jitter (faults.md finding 11). Nagle's algorithm would add 40 ms to each answer (performance.md).
 */
function connectTo(place: Address, identity: LinkIdentity, options: KeptLinkOptions): Connect {
  return async (events, signal) => {
    const socket = createConnection({ ...place, noDelay: true });
    const session = new MqttSession({
      socket,
      client: new MqttClient(() => socket, clientOptions(identity)),
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
    protocolVersion: 4,
    clientId: identity.client,
    username: identity.client,
    password: identity.password,
    clean: true,
    keepalive: KEEPALIVE_SECONDS,
    connectTimeout: CONNECT_TIMEOUT,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    ...(will === null
      ? {}
      : { will: { topic: will.topic, payload: Buffer.from(will.payload), ...will.options } }),
  };
}

/** Sentences for what the system and MQTT.js only have a code or a term for. */
const PROBLEMS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host cannot be looked up now',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'there is no network',
  ETIMEDOUT: 'the host does not answer',
  'connack timeout': 'it does not answer as a broker does',
  'Keepalive timeout': 'it has stopped answering',
};

function faultOf(cause: Error | null, address: string, identity: LinkIdentity): GateError {
  if (cause instanceof ErrorWithReasonCode && REFUSALS.has(cause.code))
    return new GateError('link-refused', { address, gate: identity.client }, { cause });
  const code = cause === null ? 'ECONNRESET' : ((cause as NodeJS.ErrnoException).code ?? '');
  const text = cause?.message ?? code;
  const problem = PROBLEMS[code] ?? PROBLEMS[text] ?? text;
  return new GateError('link-down', { address, problem }, cause === null ? {} : { cause });
}
