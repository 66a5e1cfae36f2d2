import type { Socket } from 'node:net';
import { Aedes, type AedesOptions, type Client, type ConnectPacket, type PublishPacket } from 'aedes';
import { makeMqttNumbersWhenNeeded } from '#core/bindings/make-mqtt-numbers.js';
import { GateError } from '#core/errors/gate-error.js';
import type { Clock } from '#core/ports/clock.js';
import type { GateId } from '#core/units/ids.js';
import { SECOND } from '#core/units/instant.js';
import { connectAccess, isForGate, KEEPALIVE_LIMIT_SECONDS } from './access.js';
import { AedesLink } from './aedes-link.js';
import { closing } from './gate-link.js';
import { GateStream } from './gate-stream.js';
import { Listener } from './listener.js';
import type { BrokerEvents, BrokerOptions, MqttBroker, OpenBroker } from './mqtt-broker.js';
import { CONNECTION_CAPS, PendingConnections, type ConnectionCaps } from './pending-connections.js';

const SETTINGS: AedesOptions = {
  // A frozen subscriber stops aedes for this long (faults.md finding 4).
  drainTimeout: 2 * SECOND,
  connectTimeout: 5 * SECOND,
  keepaliveLimit: KEEPALIVE_LIMIT_SECONDS,
  maxTopicLevels: 8,
};

interface AedesTools {
  readonly clock: Clock;
  readonly caps?: ConnectionCaps;
}

/** Opens the real broker: aedes behind the packet splitter and the access rules. The only importer of aedes. */
export function aedesBroker(tools: AedesTools): OpenBroker {
  makeMqttNumbersWhenNeeded();
  return (options, events) => AedesBroker.open(options, { ...tools, events });
}

type Tools = AedesTools & { readonly events: BrokerEvents };

/**
 * aedes knows nothing about compounds and keeps nothing: sessions are always clean, nothing a gate publishes is routed or
 * retained (no gate may read another's, and the service takes messages from the authorisation hook, entries even before it), and what the service
 * sends goes straight to one connection. The acknowledgement of a publish is ours too: it goes out after the commit
 * (faults.md finding 1).
 */
class AedesBroker implements MqttBroker {
  readonly problem = null;
  readonly #tools: Tools;
  readonly #aedes: Aedes;
  readonly #links = new WeakMap<Client, AedesLink>();
  readonly #pending: PendingConnections<object>;
  #listener: Listener | null = null;
  #stopping: Promise<void> | null = null;
  #address: MqttBroker['address'] = { host: '', port: 0 };

  private constructor(tools: Tools) {
    this.#tools = tools;
    this.#pending = new PendingConnections(tools.caps ?? CONNECTION_CAPS);
    this.#aedes = new UnroutedAedes({ ...SETTINGS, ...this.#hooks() });
    this.#aedes.on('clientReady', (client) => this.#links.get(client)?.announce());
    this.#aedes.on('clientDisconnect', (client) => this.#links.get(client)?.end());
    // Comes in the turn in which the SUBACK is written, and for none that was refused.
    this.#aedes.on('subscribe', (subscriptions, client) => {
      this.#links.get(client)?.subscribe(subscriptions.map(({ topic }) => topic));
    });
    this.#aedes.on('unsubscribe', (topics, client) => this.#links.get(client)?.unsubscribe(topics));
    // A connection that breaks is no fault of ours; refusals were counted where they happened.
    this.#aedes.on('clientError', () => undefined);
    this.#aedes.on('connectionError', () => undefined);
  }

  static async open(options: BrokerOptions, tools: Tools): Promise<MqttBroker> {
    const broker = new AedesBroker(tools);
    await broker.#aedes.listen();
    try {
      broker.#listener = await Listener.open(options, (socket) => broker.#accept(socket));
    } catch (error) {
      broker.#aedes.close();
      throw error;
    }
    broker.#address = broker.#listener.address;
    return broker;
  }

  get address(): MqttBroker['address'] {
    return this.#address;
  }

  get connections(): number {
    return this.#aedes.connectedClients;
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    // aedes writes a publish one turn of the event loop after it was asked to.
    await new Promise((resolve) => setImmediate(resolve));
    await this.#listener?.close(this.#tools.clock);
    await new Promise<void>((resolve) => {
      this.#aedes.close(resolve);
    });
  }

  #accept(socket: Socket): void {
    const { caps = CONNECTION_CAPS, events } = this.#tools;
    if ((this.#listener?.open ?? 0) > caps.total) {
      events.onRefused('there are too many connections', null);
      socket.destroy();
      return;
    }
    const address = socket.remoteAddress ?? '';
    const madeRoom = this.#pending.add(socket, { address, drop: () => socket.destroy() });
    if (madeRoom) events.onRefused('a silent connection made room for a newer one', null);
    socket.once('close', () => this.#pending.remove(socket));
    const stream = new GateStream(socket, (problem) => {
      events.onRefused(problem, null);
    });
    this.#aedes.handle(stream);
  }

  #linkOf(client: Client, gate: GateId, keepalive: number): AedesLink {
    const { events, clock } = this.#tools;
    return new AedesLink(client, { gate, keepalive, events, clock });
  }

  #hooks(): AedesOptions {
    const { events } = this.#tools;
    return {
      preConnect: (client, packet, done) => {
        const request = requestOf(packet);
        const access = connectAccess(request);
        if (access.granted) this.#links.set(client, this.#linkOf(client, access.value, request.keepalive));
        // No session outlives its connection (faults.md A18): the journal is where a gate keeps things.
        packet.clean = true;
        if (!access.granted) events.onRefused(access.reason, null);
        done(access.granted ? null : closing(), access.granted);
      },
      authenticate: (client, ...[userName, password, done]) => {
        const isRight = this.#links.get(client)?.isAuthentic(userName, password) ?? false;
        if (isRight) this.#pending.remove((client.conn as GateStream).socket);
        done(isRight ? null : new WrongPassword(), isRight);
      },
      authorizePublish: (client, packet, done) => {
        const link = client === null ? undefined : this.#links.get(client);
        if (link === undefined) done(closing());
        else link.receive(packet, done);
      },
      authorizeSubscribe: (client, subscription, done) => {
        const isAllowed =
          this.#links.get(client)?.maySubscribe(subscription.topic, subscription.qos) ?? false;
        done(isAllowed ? null : closing(), isAllowed ? subscription : null);
      },
      authorizeForward: (client, packet) => {
        const link = this.#links.get(client);
        return link !== undefined && isForGate(link.gate, packet.topic) ? packet : null;
      },
    };
  }
}

type PublishDone = (error?: Error) => void;

/** Leaves out routing and retaining of what clients publish; the broker's own housekeeping goes on. */
class UnroutedAedes extends Aedes {
  override publish(packet: PublishPacket, ...rest: [PublishDone] | [Client, PublishDone]): void {
    const [client, done] = rest;
    if (done !== undefined) {
      done();
      return;
    }
    super.publish(packet, client as PublishDone);
  }
}

function requestOf(packet: ConnectPacket): Parameters<typeof connectAccess>[0] {
  const { will } = packet;
  return {
    protocolVersion: packet.protocolVersion ?? 0,
    clientId: packet.clientId,
    keepalive: packet.keepalive ?? 0,
    will: will === undefined ? null : { topic: will.topic, qos: will.qos ?? 0, retain: will.retain === true },
  };
}

/** Answered with CONNACK return code 4, bad user name or password (MQTT 3.1.1 table 3.1). */
class WrongPassword extends GateError {
  readonly returnCode: number = 4;

  constructor() {
    super('login-wrong');
  }
}
