import type { GateId } from '#core/units/ids.js';
import { topicOf } from '#core/wire/topics.js';
import type { GateConnection, ServiceTopic } from './mqtt-broker.js';

/** Hands a message to the broker; answers whether the link to it is up. */
export type SendToBroker = (topic: string, payload: string) => boolean;

/** A gate as the service sees it through an external broker: the same object for as long as the service runs. */
export class RemoteGate implements GateConnection {
  readonly gate: GateId;
  /** Changes under our eyes, so not readonly. */
  isHere = false;
  readonly #send: SendToBroker;

  constructor(gate: GateId, send: SendToBroker) {
    this.gate = gate;
    this.#send = send;
  }

  /** Whether the gate is subscribed only the broker knows; false is an outage, or a gate that has said it is gone. */
  publish(name: ServiceTopic, payload: string): boolean {
    return this.isHere && this.#send(topicOf(this.gate, name), payload);
  }
}
