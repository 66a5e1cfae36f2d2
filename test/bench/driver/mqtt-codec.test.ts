import fc from 'fast-check';
import { parser, generate, type IPublishPacket, type Packet } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import {
  connackPacket,
  connectPacket,
  DISCONNECT_PACKET,
  PACKET,
  publishPacket,
  publishParts,
  readTwoBytes,
  subackPacket,
  subscribePacket,
  writePuback,
  writeTwoBytes,
} from '../../../bench/driver/mqtt-codec.js';
import { PacketReader } from '../../../bench/driver/packet-reader.js';

/** What another codec reads from the bytes. */
function parsed(bytes: Uint8Array): Packet[] {
  const packets: Packet[] = [];
  const reader = parser({ protocolVersion: 4 });
  reader.on('packet', (packet) => packets.push(packet));
  reader.parse(Buffer.from(bytes));
  return packets;
}

describe('the codec of the driver', () => {
  it('connects with a clean session, its id as user name and a password', () => {
    const [packet] = parsed(connectPacket({ clientId: 'gate-1', password: 'secret', keepalive: 300 }));
    expect(packet).toMatchObject({
      cmd: 'connect',
      protocolVersion: 4,
      clean: true,
      keepalive: 300,
      clientId: 'gate-1',
      username: 'gate-1',
      password: Buffer.from('secret'),
    });
  });

  it('subscribes, acknowledges and takes its leave as the standard says', () => {
    const puback = Buffer.alloc(4);
    expect(writePuback(puback, 0, 0xabcd)).toBe(4);
    expect(parsed(subscribePacket(7, 'a/b'))).toMatchObject([
      { cmd: 'subscribe', messageId: 7, subscriptions: [{ topic: 'a/b', qos: 1 }] },
    ]);
    expect(parsed(puback)).toMatchObject([{ cmd: 'puback', messageId: 0xabcd }]);
    expect(parsed(connackPacket())).toMatchObject([{ cmd: 'connack', returnCode: 0, sessionPresent: false }]);
    expect(parsed(subackPacket(9))).toMatchObject([{ cmd: 'suback', messageId: 9, granted: [1] }]);
    expect(parsed(DISCONNECT_PACKET)).toMatchObject([{ cmd: 'disconnect' }]);
  });

  it.each([0, 1, 100, 200, 20_000, 3_000_000])('publishes a payload of %d bytes', (size) => {
    const sent = Buffer.alloc(size, 'x');
    const { bytes, packetIdAt } = publishPacket('a/b', sent);
    writeTwoBytes(bytes, packetIdAt, 513);
    const [packet] = parsed(bytes) as IPublishPacket[];
    const { payload, ...rest } = packet ?? { payload: '' };
    expect(rest).toMatchObject({
      cmd: 'publish',
      topic: 'a/b',
      qos: 1,
      retain: false,
      dup: false,
      messageId: 513,
    });
    expect(sent.equals(Buffer.from(payload))).toBe(true);
  });
});

describe('the packet reader', () => {
  const texts = fc.array(fc.string({ maxLength: 400 }), { minLength: 1, maxLength: 8 });

  it('finds every packet of a stream, however the chunks are cut', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 97 }), (payloads, size) => {
        const stream = Buffer.concat(
          payloads.map((payload, index) =>
            generate({
              cmd: 'publish',
              topic: 't',
              payload,
              qos: 1,
              messageId: index + 1,
              retain: false,
              dup: false,
            }),
          ),
        );
        const found: { id: number; payload: string }[] = [];
        const reader = new PacketReader((first, bodyAt, end) => {
          expect(first >> 4).toBe(PACKET.publish);
          const { packetIdAt, payloadAt } = publishParts(reader.bytes, bodyAt);
          const payload = reader.bytes.toString('utf8', payloadAt, end);
          found.push({ id: readTwoBytes(reader.bytes, packetIdAt), payload });
        });
        for (let at = 0; at < stream.length; at += size) reader.push(stream.subarray(at, at + size));
        expect(found).toEqual(
          payloads.map((payload, index) => ({ id: index + 1, payload: Buffer.from(payload).toString() })),
        );
      }),
    );
  });
});
