import { createServer, type AddressInfo, type Socket } from 'node:net';
import { stdout } from 'node:process';
import {
  connackPacket,
  PACKET,
  PUBACK_BYTES,
  publishPacket,
  publishParts,
  readTwoBytes,
  subackPacket,
  writePuback,
  writeTwoBytes,
} from '../driver/mqtt-codec.js';
import { PacketReader } from '../driver/packet-reader.js';
import { endWithParent } from './end-with-parent.js';

/**
 * No broker at all: answers each PUBLISH with a PUBACK and the same payload on another topic. What the driver and the
 * sockets reach with it is the limit of every other row.
 */
endWithParent();
const server = createServer({ noDelay: true }, (socket) => new Echo(socket));
server.listen(0, '127.0.0.1', () => {
  stdout.write(`port ${(server.address() as AddressInfo).port}\n`);
});

class Echo {
  readonly #socket: Socket;
  readonly #reader = new PacketReader((first, bodyAt, end) => this.#onPacket(first >> 4, bodyAt, end));
  #answers: Buffer[] = [];
  #packetId = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      this.#reader.push(chunk);
      if (this.#answers.length > 0) this.#socket.write(Buffer.concat(this.#answers));
      this.#answers = [];
    });
  }

  #onPacket(type: number, bodyAt: number, end: number): void {
    const { bytes } = this.#reader;
    if (type === PACKET.connect) this.#answers.push(connackPacket());
    if (type === PACKET.subscribe) this.#answers.push(subackPacket(readTwoBytes(bytes, bodyAt)));
    if (type !== PACKET.publish) return;
    const { packetIdAt, payloadAt } = publishParts(bytes, bodyAt);
    const puback = Buffer.allocUnsafe(PUBACK_BYTES);
    writePuback(puback, 0, readTwoBytes(bytes, packetIdAt));
    const answer = publishPacket('gatehouse/v1/gates/g/decisions', bytes.subarray(payloadAt, end));
    this.#packetId = (this.#packetId % 0xffff) + 1;
    writeTwoBytes(answer.bytes, answer.packetIdAt, this.#packetId);
    this.#answers.push(puback, answer.bytes);
  }
}
