import fc from 'fast-check';
import { parser, type Packet } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { PacketBatch } from '#broker/mqtt/packet-batch.js';

/** Reads bytes as an independent MQTT codec does. */
function packetsIn(bytes: Buffer): Packet[] {
  const packets: Packet[] = [];
  const decoder = parser();
  decoder.on('packet', (packet) => packets.push(packet));
  decoder.on('error', (error) => {
    throw error;
  });
  decoder.parse(bytes);
  return packets;
}

const piece = fc.oneof(
  fc.record({
    payload: fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.integer({ min: 0, max: 40_000 }).map((length) => 'x'.repeat(length)),
    ),
  }),
  fc.record({ acknowledged: fc.integer({ min: 1, max: 65_535 }) }),
);

describe('a batch of packets', () => {
  it('is read by another codec as exactly the packets put into it, in order', () => {
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 20 }), (pieces) => {
        const batch = new PacketBatch();
        for (const one of pieces) {
          if ('payload' in one) batch.publish('gatehouse/v1/gates/north/decisions', one.payload);
          else batch.acknowledge(one.acknowledged);
        }
        const packets = packetsIn(batch.take());
        expect(packets).toHaveLength(pieces.length);
        packets.forEach((packet, index) => {
          const sent = pieces[index];
          if (packet.cmd === 'publish' && sent !== undefined && 'payload' in sent) {
            expect(packet.payload.toString()).toBe(Buffer.from(sent.payload).toString());
            expect(packet).toMatchObject({
              topic: 'gatehouse/v1/gates/north/decisions',
              qos: 1,
              retain: false,
            });
          } else {
            expect(packet).toMatchObject({
              cmd: 'puback',
              messageId: (sent as { acknowledged: number }).acknowledged,
            });
          }
        });
      }),
      { numRuns: 200 },
    );
  });

  it('gives each publish another message id, and begins anew after the last one', () => {
    const batch = new PacketBatch();
    const ids = new Set<number | undefined>();
    for (let round = 0; round < 65_536; round += 1) batch.publish('t', '');
    for (const packet of packetsIn(batch.take())) ids.add(packet.messageId);
    expect(ids.size).toBe(65_535);
    expect(ids.has(0)).toBe(false);
  });

  it('is empty after it was taken', () => {
    const batch = new PacketBatch();
    batch.acknowledge(7);
    expect(batch.isEmpty).toBe(false);
    batch.take();
    expect(batch.isEmpty).toBe(true);
    expect(batch.take()).toHaveLength(0);
  });
});
