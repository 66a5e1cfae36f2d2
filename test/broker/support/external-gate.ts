import type { BrokerEvents, GateConnection, GateMessage, ServiceTopic } from '#broker/mqtt/mqtt-broker.js';
import { waitUntil } from '../../support/wait-until.js';
import type { ClientOptions, ContractClient } from '../mqtt/mqtt-broker-contract.js';
import { RawMqttClient } from './raw-mqtt-client.js';

/** Marks what a client says only to be there, as every gateway does; the tests do not want to see it. */
const GREETING = 'greeting';

export function statusOf(state: 'online' | 'offline', version = '0.1.0'): string {
  return JSON.stringify({ state, at: Date.now(), version });
}

const statusTopic = (gate: string): string => `gatehouse/v1/gates/${gate}/status`;

/** Passes everything on but greetings, and counts who came. */
export class WithoutGreetings implements BrokerEvents {
  readonly #events: BrokerEvents;
  readonly #arrivals = new Map<string, number>();

  constructor(events: BrokerEvents) {
    this.#events = events;
  }

  arrivals(gate: string): number {
    return this.#arrivals.get(gate) ?? 0;
  }

  authenticate(): boolean {
    throw new Error('nobody asks for a password behind a broker outside');
  }

  onConnect(connection: GateConnection): void {
    this.#arrivals.set(connection.gate, this.arrivals(connection.gate) + 1);
    this.#events.onConnect(connection);
  }

  onDisconnect(connection: GateConnection): void {
    this.#events.onDisconnect(connection);
  }

  onSubscribe(connection: GateConnection, name: ServiceTopic): void {
    this.#events.onSubscribe(connection, name);
  }

  onMessage(connection: GateConnection, message: GateMessage): void {
    const isGreeting = new TextDecoder().decode(message.payload).includes(`"version":"${GREETING}"`);
    if (isGreeting) message.done();
    else this.#events.onMessage(connection, message);
  }

  onRefused(reason: string, gate: Parameters<BrokerEvents['onRefused']>[1]): void {
    this.#events.onRefused(reason, gate);
  }
}

/** A client at a broker outside that comes and goes as a gateway does: it says so, and its will says so for it. */
export async function connectExternalGate(
  port: number,
  options: ClientOptions,
  events?: WithoutGreetings,
): Promise<(ContractClient & { readonly raw: RawMqttClient }) | null> {
  const gate = options.userName;
  const will = {
    topic: statusTopic(gate),
    payload: statusOf('offline', GREETING),
    qos: 1,
    retain: true,
  } as const;
  const [raw, code] = await RawMqttClient.connect(port, { will, ...options });
  if (code !== 0) {
    await raw.cut();
    return null;
  }
  const before = events?.arrivals(gate) ?? 0;
  await raw.publish(statusTopic(gate), statusOf('online', GREETING), { retain: true });
  if (events !== undefined) await waitUntil('the greeting is heard', () => events.arrivals(gate) > before);
  return {
    raw,
    get received() {
      return raw.received.map(({ topic, payload }) => ({ topic, payload }));
    },
    publish: (topic, payload, request) => raw.publish(topic, payload, request),
    subscribe: async (filter, qos) => (await raw.subscribe([filter], qos)) !== null,
    isClosed: () => raw.socket.destroyed,
    cut: () => raw.cut(),
    disconnect: async () => {
      if (raw.socket.destroyed) return;
      await raw.publish(statusTopic(gate), statusOf('offline', GREETING), { retain: true });
      await raw.disconnect();
    },
  };
}
