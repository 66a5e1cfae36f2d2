import type { GateId } from '#core/units/ids.js';
import type { TOPICS, TopicName } from '#core/wire/topics.js';

type TopicsFrom<From> = {
  [Name in TopicName]: (typeof TOPICS)[Name]['from'] extends From ? Name : never;
}[TopicName];

/** Topics a gateway publishes on. */
export type GatewayTopic = TopicsFrom<'gateway'>;
/** Topics the service publishes on. */
export type ServiceTopic = TopicsFrom<'service'>;

/** One authenticated connection of a gate. A gate has one at a time: a newer one takes its place. */
export interface GateConnection {
  readonly gate: GateId;
  /**
   * Sends to this connection alone, if it has subscribed to the topic and is not gone. Answers whether it was handed
   * over, which proves no arrival. The broker keeps nothing for later.
   */
  publish(name: ServiceTopic, payload: string): boolean;
}

/** A message the access rules have let through. */
export interface GateMessage {
  readonly name: GatewayTopic;
  readonly payload: Uint8Array;
  /** Lets the acknowledgement (PUBACK) go out. A connection with many of these open is read no further. */
  readonly done: () => void;
}

/** What the broker tells the service, and asks it. */
export interface BrokerEvents {
  authenticate(gate: GateId, password: Uint8Array): boolean;
  onConnect(connection: GateConnection): void;
  /** Comes once for each connection that was announced. */
  onDisconnect(connection: GateConnection): void;
  /** Comes when a connection begins to receive a topic, before anything is sent on it; again when it asks again. */
  onSubscribe(connection: GateConnection, name: ServiceTopic): void;
  /** Comes for wills too, before the `onDisconnect` of their connection. */
  onMessage(connection: GateConnection, message: GateMessage): void;
  /** An attempt was refused; the reason holds no text of the other side. */
  onRefused(reason: string, gate: GateId | null): void;
}

export interface BrokerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
}

/**
 * Connections of gates by MQTT 3.1.1 under the access rules of `access.ts`. The real one wraps aedes, the other one lives
 * in memory, a third joins a broker outside; all pass the same contract suite.
 */
export interface MqttBroker {
  /** Where it really listens, or where the external one is. */
  readonly address: { readonly host: string; readonly port: number };
  /** Gates connected now. */
  readonly connections: number;
  /** Why no gate can be heard now; null when they can. */
  readonly problem: string | null;
  /** Closes the listener and every connection; safe to call twice. */
  stop(): Promise<void>;
}

/** @throws GateError `port-in-use` or `listen-failed`, both with option `--mqtt`. */
export type OpenBroker = (options: BrokerOptions, events: BrokerEvents) => Promise<MqttBroker>;
