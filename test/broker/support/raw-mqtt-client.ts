import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { generate, parser, type IConnectPacket, type Packet } from 'mqtt-packet';

export interface RawConnect {
  readonly clientId: string;
  readonly userName?: string;
  readonly password?: string;
  readonly keepalive?: number;
  readonly will?: {
    readonly topic: string;
    readonly payload: string;
    readonly qos: 0 | 1 | 2;
    readonly retain: boolean;
  };
  readonly clean?: boolean;
  readonly protocolVersion?: 3 | 4 | 5;
}

export interface Received {
  readonly topic: string;
  readonly payload: string;
  readonly qos: number;
  readonly retain: boolean;
}

/** An MQTT client that does exactly what a test says, over a TCP socket and the packet codec alone. */
export class RawMqttClient {
  readonly socket: Socket;
  readonly received: Received[] = [];
  readonly packets: Packet[] = [];
  /** Resolves when the connection has ended. */
  readonly closed: Promise<void>;
  #messageId = 0;
  readonly #waiters = new Set<() => void>();

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => undefined);
    this.closed = whenClosed(socket).then(() => {
      this.#wake();
    });
    const decoder = parser();
    decoder.on('packet', (packet) => {
      this.packets.push(packet);
      if (packet.cmd === 'publish') this.#take(packet);
      this.#wake();
    });
    socket.on('data', (chunk) => decoder.parse(chunk));
  }

  static async open(port: number): Promise<RawMqttClient> {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    const client = new RawMqttClient(socket);
    await once(socket, 'connect');
    return client;
  }

  /** Connects and answers the CONNACK code, or null when the connection ended without one. */
  static async connect(port: number, options: RawConnect): Promise<[RawMqttClient, number | null]> {
    const client = await RawMqttClient.open(port);
    return [client, await client.sayHello(options)];
  }

  async sayHello(options: RawConnect): Promise<number | null> {
    const { clientId, userName, password, keepalive = 30, will, clean = true } = options;
    const packet: IConnectPacket = {
      cmd: 'connect',
      clientId,
      protocolId: options.protocolVersion === 3 ? 'MQIsdp' : 'MQTT',
      protocolVersion: options.protocolVersion ?? 4,
      clean,
      keepalive,
      ...(userName === undefined ? {} : { username: userName }),
      ...(password === undefined ? {} : { password: Buffer.from(password) }),
      ...(will === undefined ? {} : { will: { ...will, payload: Buffer.from(will.payload) } }),
    };
    this.send(packet);
    const answer = await this.next('connack');
    return answer?.cmd === 'connack' ? (answer.returnCode ?? null) : null;
  }

  send(packet: Packet): void {
    this.socket.write(generate(packet));
  }

  /** Publishes with QoS 1 (or as told); true when it was acknowledged, false when the connection ended instead. */
  async publish(
    topic: string,
    payload: string | Buffer,
    options: { readonly qos?: 0 | 1 | 2; readonly retain?: boolean } = {},
  ): Promise<boolean> {
    const { qos = 1, retain = false } = options;
    const messageId = this.#nextId();
    this.send({ cmd: 'publish', topic, payload, qos, retain, dup: false, messageId });
    return (await this.answerTo(messageId)) !== null;
  }

  /** The granted QoS codes, or null when the connection ended instead. */
  async subscribe(filters: readonly string[], qos: 0 | 1 | 2 = 1): Promise<readonly number[] | null> {
    const messageId = this.#nextId();
    const subscriptions = filters.map((topic) => ({ topic, qos }));
    this.send({ cmd: 'subscribe', messageId, subscriptions });
    const answer = await this.answerTo(messageId);
    return answer?.cmd === 'suback' ? answer.granted.map(Number) : null;
  }

  answerTo(messageId: number): Promise<Packet | null> {
    const answers = new Set(['puback', 'pubrec', 'suback']);
    return this.#wait(() =>
      this.packets.find((packet) => answers.has(packet.cmd) && packet.messageId === messageId),
    );
  }

  next(cmd: Packet['cmd']): Promise<Packet | null> {
    return this.#wait(() => this.packets.find((packet) => packet.cmd === cmd));
  }

  /** Waits until so many messages have come; false when the connection ended first. */
  async messages(count: number): Promise<boolean> {
    return (await this.#wait(() => (this.received.length >= count ? true : undefined))) === true;
  }

  disconnect(): Promise<void> {
    this.send({ cmd: 'disconnect' });
    return this.closed;
  }

  /** Cuts the connection without a goodbye. */
  cut(): Promise<void> {
    this.socket.destroy();
    return this.closed;
  }

  async #wait<T>(look: () => T | undefined): Promise<T | null> {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      if (this.socket.destroyed || this.socket.readableEnded) return null;
      await new Promise<void>((resolve) => {
        this.#waiters.add(resolve);
      });
    }
  }

  #wake(): void {
    for (const waiter of this.#waiters) waiter();
    this.#waiters.clear();
  }

  #take(packet: Extract<Packet, { cmd: 'publish' }>): void {
    const { topic, payload, qos, retain } = packet;
    this.received.push({ topic, payload: payload.toString(), qos, retain });
    if (qos === 1 && packet.messageId !== undefined)
      this.send({ cmd: 'puback', messageId: packet.messageId });
  }

  #nextId(): number {
    this.#messageId += 1;
    return this.#messageId;
  }
}

/** Resolves when the socket is closed, whether by an error or not. */
export function whenClosed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => resolve());
  });
}
