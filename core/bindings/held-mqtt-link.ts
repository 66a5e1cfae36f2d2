import type { Socket } from 'node:net';
import { GateError, hasCode } from '#core/errors/gate-error.js';
import {
  KeptLink,
  type KeptLinkOptions,
  type LinkSession,
  type SessionEvents,
} from '#core/links/kept-link.js';
import type { HeldIdentity, HeldLink, HeldLinkEvents } from '#core/ports/held-link.js';
import type { PublishOptions } from '#core/ports/message-link.js';
import type { Address } from '#core/units/address.js';
import { holdAcknowledgements } from './hold-acknowledgements.js';
import { linkProblem } from './link-problems.js';
import { CONNECT_TIMEOUT, isRefusal, mqttClient } from './mqtt-link.js';
import { MqttSession } from './mqtt-session.js';
import { openTcp, openTls } from './open-socket.js';
import type { TlsCredentials } from './tls-credentials.js';

export interface HeldMqttLinkOptions extends KeptLinkOptions {
  readonly place: Address;
  /** Null: without TLS. */
  readonly tls: TlsCredentials | null;
}

/** A held link over MQTT 3.1.1, in a session that the broker keeps (`clean` false). */
export class HeldMqttLink implements HeldLink {
  readonly #identity: HeldIdentity;
  readonly #options: HeldMqttLinkOptions;
  readonly #kept: KeptLink;
  #events: HeldLinkEvents | null = null;
  #granted: readonly string[] = [];
  /** The set of filters to begin with: the second best after a broker has hung up at the best. */
  #first = 0;

  constructor(identity: HeldIdentity, options: HeldMqttLinkOptions) {
    this.#identity = identity;
    this.#options = options;
    this.#kept = new KeptLink((events, signal) => this.#connect(events, signal), options);
  }

  get isUp(): boolean {
    return this.#kept.isUp;
  }

  start(events: HeldLinkEvents): void {
    this.#events = events;
    this.#kept.start({
      onUp: () => events.onUp(this.#granted),
      onDown: (problem) => events.onDown(problem),
      onMessage: () => undefined,
    });
  }

  publish(topic: string, payload: string, options: PublishOptions): Promise<void> {
    return this.#kept.publish(topic, payload, options);
  }

  stop(): Promise<void> {
    return this.#kept.stop();
  }

  async #connect(events: SessionEvents, signal: AbortSignal): Promise<LinkSession> {
    const socket = await this.#socket(signal);
    const session = this.#session(socket, signal);
    const abandon = (): void => session.abandon();
    signal.addEventListener('abort', abandon);
    try {
      await session.established([], { ...events, onMessage: () => undefined });
      const granted = await this.#subscribe(session);
      this.#granted = granted;
      return {
        publish: (topic, payload, options) => session.publish(topic, payload, options),
        close: () => session.close(granted),
      };
    } catch (error) {
      abandon();
      throw error;
    } finally {
      signal.removeEventListener('abort', abandon);
    }
  }

  async #socket(signal: AbortSignal): Promise<Socket> {
    const { place, tls, clock, address } = this.#options;
    if (tls === null) return openTcp(place);
    try {
      return await openTls(place, tls, { address, clock, signal, timeout: CONNECT_TIMEOUT });
    } catch (error) {
      throw hasCode(error, 'link-down') ? error : this.#fault(error as Error);
    }
  }

  #session(socket: Socket, signal: AbortSignal): MqttSession {
    const { client: clientId, user, password, window } = this.#identity;
    const { clock } = this.#options;
    const client = mqttClient(socket, {
      clientId,
      clean: false,
      ...(user === null ? {} : { username: user }),
      ...(password === null ? {} : { password }),
    });
    holdAcknowledgements({ client, socket, clock, window }, (message) => {
      if (!signal.aborted) this.#events?.onMessage(message);
    });
    return new MqttSession({ client, socket, clock, fault: (cause) => this.#fault(cause) });
  }

  /** A broker that denies a set says so, or hangs up; then the next connection begins with the next one. */
  async #subscribe(session: MqttSession): Promise<readonly string[]> {
    const sets = this.#identity.subscriptions;
    for (let index = this.#first; ; index += 1) {
      const set = sets[index] ?? [];
      try {
        await session.subscribe(set);
        this.#first = 0;
        return set;
      } catch (error) {
        const isLast = index + 1 >= sets.length;
        if (session.hasEnded) this.#first = isLast ? 0 : index + 1;
        if (session.hasEnded || isLast) throw error;
      }
    }
  }

  #fault(cause: Error | null): GateError {
    const { address } = this.#options;
    if (cause !== null && isRefusal(cause)) {
      const refused = new GateError('link-refused', { address, gate: this.#identity.client }, { cause });
      return new GateError(
        'broker-refused',
        { address, user: this.#identity.user ?? 'nobody' },
        { cause: refused },
      );
    }
    const options = cause === null ? {} : { cause };
    return new GateError('link-down', { address, problem: linkProblem(cause) }, options);
  }
}
