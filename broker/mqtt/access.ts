import { isId, type GateId } from '#core/units/ids.js';
import { parseTopic, TOPICS, type TopicName } from '#core/wire/topics.js';
import type { GatewayTopic, ServiceTopic } from './mqtt-broker.js';

/**
 * Who may do what (DESIGN section 5, Access; faults.md section 3.2). Pure, and the same for every broker.
 *
 * A breach of these rules closes the connection: MQTT 3.1.1 has no other answer to a publish, and a gateway of ours never
 * commits one. Faults of content never do: they go to quarantine, because a closed link makes a client send the same
 * message again for ever. Reasons are sentences of ours: no text of the other side reaches a log.
 */
export type Access<Granted> =
  { readonly granted: true; readonly value: Granted } | { readonly granted: false; readonly reason: string };

/** Longest a gate may stay silent before its connection counts as dead; 0 would be for ever (SlowITe, CVE-2020-13849). */
export const KEEPALIVE_LIMIT_SECONDS = 120;

/** What a connection asks for. */
export interface ConnectRequest {
  readonly protocolVersion: number;
  readonly clientId: string;
  readonly keepalive: number;
  readonly will: PublishRequest | null;
}

export interface PublishRequest {
  readonly topic: string;
  readonly qos: number;
  readonly retain: boolean;
}

/** Whether a connection may go on to its password. The gate is what it claims to be, so far. */
export function connectAccess(request: ConnectRequest): Access<GateId> {
  const MQTT_3_1_1 = 4;
  if (request.protocolVersion !== MQTT_3_1_1) return refused('the protocol is not MQTT 3.1.1');
  if (!isId(request.clientId)) return refused('the client id is not a gate id');
  const gate = request.clientId as GateId;
  if (request.keepalive < 1 || request.keepalive > KEEPALIVE_LIMIT_SECONDS) {
    return refused(`the keepalive is not 1 to ${KEEPALIVE_LIMIT_SECONDS} s`);
  }
  if (request.will !== null) {
    const access = publishAccess(gate, request.will);
    if (!access.granted || access.value !== 'status') return refused('the will is not its own status');
  }
  return { granted: true, value: gate };
}

/** The user name must be the client id: a valid password of one gate opens no other (faults.md finding 6). */
export function isOwnName(gate: GateId, userName: string | undefined): boolean {
  return userName === gate;
}

/** A gate publishes on its own topics alone; it retains only its status. */
export function publishAccess(gate: GateId, request: PublishRequest): Access<GatewayTopic> {
  const topic = parseTopic(request.topic);
  if (topic === null) return refused('a publish on a topic that is none of ours');
  if (topic.gate !== gate) return refused('a publish on a topic of another gate');
  const { name } = topic;
  if (!isFromGateway(name)) return refused('a publish on a topic of the service');
  if (request.qos > 1) return refused('a publish with QoS 2');
  if (request.retain && !TOPICS[name].retained) return refused('a retained publish');
  return { granted: true, value: name };
}

/** A gate subscribes to its own topics from the service, each by its exact name: no wildcard, no shared subscription. */
export function subscribeAccess(
  gate: GateId,
  request: { readonly filter: string; readonly qos: number },
): Access<ServiceTopic> {
  const topic = parseTopic(request.filter);
  if (topic === null) return refused('a subscription that is not the exact name of one of our topics');
  if (topic.gate !== gate) return refused('a subscription to a topic of another gate');
  const { name } = topic;
  if (!isFromService(name)) return refused('a subscription to a topic of gateways');
  if (request.qos > 1) return refused('a subscription with QoS 2');
  return { granted: true, value: name };
}

/** The second wall: what the broker is about to send to a gate must be for it. */
export function isForGate(gate: GateId, topicText: string): boolean {
  const topic = parseTopic(topicText);
  return topic !== null && topic.gate === gate && isFromService(topic.name);
}

function isFromGateway(name: TopicName): name is GatewayTopic {
  return TOPICS[name].from === 'gateway';
}

function isFromService(name: TopicName): name is ServiceTopic {
  return TOPICS[name].from === 'service';
}

function refused(reason: string): { readonly granted: false; readonly reason: string } {
  return { granted: false, reason };
}
