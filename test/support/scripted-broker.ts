import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { generate, parser, type Packet } from 'mqtt-packet';

/** One connection of a client to a broker that does what the test says. */
export interface ScriptedConnection {
  /** How many came before it. */
  readonly number: number;
  readonly packets: Packet[];
  send(...packets: Packet[]): void;
  /** Ends it without a word. */
  cut(): void;
}

export type Script = (packet: Packet, connection: ScriptedConnection) => void;

/** A broker on a free port that answers as a script does, packet by packet: for what no well-behaved broker would do. */
export class ScriptedBroker {
  readonly connections: ScriptedConnection[] = [];
  port = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(script: Script) {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      const connection: ScriptedConnection = {
        number: this.connections.length,
        packets: [],
        send: (...packets) => {
          for (const packet of packets) socket.write(generate(packet));
        },
        cut: () => socket.destroy(),
      };
      this.connections.push(connection);
      const decoder = parser();
      decoder.on('packet', (packet) => {
        connection.packets.push(packet);
        script(packet, connection);
      });
      socket.on('data', (chunk) => decoder.parse(chunk));
    });
  }

  static async start(script: Script): Promise<ScriptedBroker> {
    const broker = new ScriptedBroker(script);
    broker.#server.listen(0, '127.0.0.1');
    await once(broker.#server, 'listening');
    broker.port = (broker.#server.address() as AddressInfo).port;
    return broker;
  }

  /** Everything clients have sent, of one kind. */
  sent<Cmd extends Packet['cmd']>(cmd: Cmd): Extract<Packet, { cmd: Cmd }>[] {
    return this.connections
      .flatMap(({ packets }) => packets)
      .filter((packet): packet is Extract<Packet, { cmd: Cmd }> => packet.cmd === cmd);
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** Answers CONNECT, PINGREQ, SUBSCRIBE, UNSUBSCRIBE and QoS 1 as a good broker would; subscriptions as `grant` says. */
export function politely(grant: (filter: string) => number = () => 1): Script {
  return (packet, connection) => {
    const { messageId = 0 } = packet;
    switch (packet.cmd) {
      case 'connect':
        connection.send({ cmd: 'connack', returnCode: 0, sessionPresent: false });
        break;
      case 'pingreq':
        connection.send({ cmd: 'pingresp' });
        break;
      case 'subscribe': {
        const granted = packet.subscriptions.map(({ topic }) => grant(topic));
        connection.send({ cmd: 'suback', messageId, granted });
        break;
      }
      case 'unsubscribe':
        connection.send({ cmd: 'unsuback', messageId, granted: [] });
        break;
      case 'publish':
        if (packet.qos === 1) connection.send({ cmd: 'puback', messageId });
        break;
      default:
    }
  };
}
