import type { BrokerEvents, GateConnection, GateMessage, ServiceTopic } from '#broker/mqtt/mqtt-broker.js';

export interface SeenMessage {
  readonly gate: string;
  readonly name: string;
  readonly payload: string;
}

/** Records what a broker tells, and lets every gate in with the password `secret-of-<gate>`. */
export class RecordedEvents implements BrokerEvents {
  readonly log: string[] = [];
  readonly messages: SeenMessage[] = [];
  readonly refusals: string[] = [];
  readonly subscriptions: { readonly gate: string; readonly name: ServiceTopic }[] = [];
  readonly connections = new Map<string, GateConnection>();
  /** What happens with a message; acknowledges it at once unless a test says otherwise. */
  onTake: (connection: GateConnection, message: GateMessage) => void = (_, message) => message.done();
  /** What happens with a new subscription; nothing unless a test says otherwise. */
  onHear: (connection: GateConnection, name: ServiceTopic) => void = () => undefined;

  authenticate(gate: string, password: Uint8Array): boolean {
    return new TextDecoder().decode(password) === `secret-of-${gate}`;
  }

  onConnect(connection: GateConnection): void {
    this.log.push(`+${connection.gate}`);
    this.connections.set(connection.gate, connection);
  }

  onDisconnect(connection: GateConnection): void {
    this.log.push(`-${connection.gate}`);
  }

  onSubscribe(connection: GateConnection, name: ServiceTopic): void {
    this.subscriptions.push({ gate: connection.gate, name });
    this.onHear(connection, name);
  }

  onMessage(connection: GateConnection, message: GateMessage): void {
    const payload = new TextDecoder().decode(message.payload);
    this.log.push(`${connection.gate} ${message.name}`);
    this.messages.push({ gate: connection.gate, name: message.name, payload });
    this.onTake(connection, message);
  }

  onRefused(reason: string): void {
    this.refusals.push(reason);
  }
}
