import { every, type CancelTimer, type Clock } from '#core/ports/clock.js';
import type { HeldLink, HeldMessage } from '#core/ports/held-link.js';
import type { Logger } from '#core/ports/logger.js';
import type { Address } from '#core/units/address.js';
import type { GateId } from '#core/units/ids.js';
import { SECOND, type Milliseconds } from '#core/units/instant.js';
import { messageParser } from '#core/wire/parse-message.js';
import { StatusSchema } from '#core/wire/status.js';
import { parseTopic, TOPICS } from '#core/wire/topics.js';
import { within } from '#core/within.js';
import { PACKET_LIMITS } from './packet-splitter.js';
import { SHARE } from './external-filters.js';
import { GateRoster } from './gate-roster.js';
import type { BrokerEvents, GatewayTopic, MqttBroker } from './mqtt-broker.js';
import type { RemoteGate } from './remote-gate.js';

interface JoinedBrokerParts {
  readonly link: HeldLink;
  readonly events: BrokerEvents;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly place: Address;
  /** The broker's address for people. */
  readonly address: string;
}

const parseStatus = messageParser(StatusSchema);

/** A start waits so long for the broker, then goes on without it. */
const FIRST_TRY: Milliseconds = 5 * SECOND;
const GOODBYE: Milliseconds = 400;
const SWEEP: Milliseconds = 5 * SECOND;

/**
 * The gates of an external broker. Who may publish what is the broker's business (docs/external-broker.md); what comes in
 * spite of that is refused here without harm, and a gate that is not in the register is refused by the ledger.
 */
export class JoinedBroker implements MqttBroker {
  readonly address: Address;
  readonly #parts: JoinedBrokerParts;
  readonly #roster: GateRoster;
  #problem: string | null;
  #isMissed = false;
  #cancelSweep: CancelTimer = () => undefined;
  #stopping: Promise<void> | null = null;

  constructor(parts: JoinedBrokerParts) {
    this.#parts = parts;
    this.address = parts.place;
    this.#problem = `not connected to ${parts.address}: not yet connected`;
    const { clock, events } = parts;
    this.#roster = new GateRoster({ clock, events, send: (topic, payload) => this.#send(topic, payload) });
  }

  get connections(): number {
    return this.#roster.count;
  }

  get problem(): string | null {
    return this.#problem;
  }

  /** Resolves with the first answer of the broker, or after a while without one. */
  async start(): Promise<void> {
    const { link, clock } = this.#parts;
    this.#cancelSweep = every(clock, SWEEP, () => this.#roster.sweep());
    const answered = new Promise<void>((resolve) => {
      link.start({
        onUp: (granted) => {
          this.#up(granted);
          resolve();
        },
        onDown: (problem) => {
          this.#down(problem);
          resolve();
        },
        onMessage: (message) => this.#take(message),
      });
    });
    await within(answered, FIRST_TRY, clock);
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    const { link, clock } = this.#parts;
    this.#cancelSweep();
    await within(link.stop(), GOODBYE, clock);
    this.#roster.linkDown();
  }

  #up(granted: readonly string[]): void {
    const { logger, address } = this.#parts;
    this.#problem = null;
    this.#isMissed = false;
    const shared = granted.some((filter) => filter.startsWith(SHARE));
    logger.info({ address, shared }, 'connected to the MQTT broker');
    this.#roster.linkUp();
  }

  #down(problem: string): void {
    const { logger } = this.#parts;
    if (this.#isMissed) logger.info({}, problem);
    else logger.warn({}, problem);
    this.#isMissed = true;
    this.#problem = problem;
    this.#roster.linkDown();
  }

  #send(topic: string, payload: string): boolean {
    const { link, logger } = this.#parts;
    if (!link.isUp) return false;
    link.publish(topic, payload, { qos: 1, retain: false }).catch((error: unknown) => {
      // The gate asks again from its journal.
      logger.debug({ topic, error }, 'a message was not taken by the broker');
    });
    return true;
  }

  #take(message: HeldMessage): void {
    const topic = parseTopic(message.topic);
    if (topic === null || TOPICS[topic.name].from !== 'gateway') {
      this.#refuse(message, { reason: 'a publish on a topic that is none of ours', gate: null });
      return;
    }
    const { gate, name } = topic;
    const reason = refusalOf(message, name as GatewayTopic);
    if (reason !== null) this.#refuse(message, { reason, gate });
    else if (name === 'status') this.#takeStatus(gate, message);
    else this.#handOver(this.#roster.heard(gate), name as GatewayTopic, message);
  }

  #takeStatus(gate: GateId, message: HeldMessage): void {
    const parsed = parseStatus(message.payload);
    const told = (remote: RemoteGate): void => this.#handOver(remote, 'status', message);
    const state = parsed.ok ? parsed.value.state : null;
    if (state === 'online') {
      if (!this.#roster.online(gate, { isOld: message.retained, told }))
        this.#handOver(null, 'status', message);
    } else if (state === 'offline') {
      if (!this.#roster.offline(gate, told)) message.settle();
    } else if (message.retained) {
      this.#refuse(message, { reason: 'a retained status that can not be read', gate });
    } else {
      this.#handOver(this.#roster.heard(gate), 'status', message);
    }
  }

  #handOver(remote: RemoteGate | null, name: GatewayTopic, message: HeldMessage): void {
    if (remote === null) this.#refuse(message, { reason: 'there are too many gates', gate: null });
    else this.#parts.events.onMessage(remote, { name, payload: message.payload, done: message.settle });
  }

  #refuse(message: HeldMessage, { reason, gate }: { reason: string; gate: GateId | null }): void {
    this.#parts.events.onRefused(reason, gate);
    message.settle();
  }
}

/** What the access rules of the embedded broker would not have let through (access.ts), or null. */
function refusalOf({ retained, payload }: HeldMessage, name: GatewayTopic): string | null {
  if (retained && !TOPICS[name].retained) return 'a retained publish';
  if (payload.length > PACKET_LIMITS.later) return `a packet is larger than ${PACKET_LIMITS.later} bytes`;
  return null;
}
