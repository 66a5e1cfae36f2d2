import { parser, type IPublishPacket } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { EntrySchema } from '#core/wire/entry.js';
import { messageParser } from '#core/wire/parse-message.js';
import { EntryTemplates, packetIdOf } from '../../../bench/driver/entry-template.js';

const JOURNAL = '0b6f3c1e-5d0a-4a53-9a64-3f2f5e5d9a10';
const NOW = 1_764_000_000_123;
const credentials = { kind: 'code', file: '', count: 3, bytesEach: 8 } as const;
const bytes = Buffer.from('AAAAAAAABBBBBBBBCCCCCCCC');

function written(
  entry: { credential: number; direction: 'out' | 'in'; seq: number },
  skip = 0,
): IPublishPacket {
  const source = { gate: 'gate-1', journal: JOURNAL, credentials: { ...credentials, skip }, bytes };
  const templates = new EntryTemplates(source);
  const target = Buffer.alloc(templates.maxBytes + 5);
  const end = templates.write(target, 5, { ...entry, now: NOW });
  const packets: IPublishPacket[] = [];
  const reader = parser({ protocolVersion: 4 });
  reader.on('packet', (packet) => packets.push(packet as IPublishPacket));
  reader.parse(target.subarray(5, end));
  expect(packets).toHaveLength(1);
  return packets[0] as IPublishPacket;
}

describe('the entries of the driver', () => {
  const parse = messageParser(EntrySchema);

  it.each([1, 9, 10, 4_321, 65_536, 1_234_567_890])(
    'are whole entries of the wire contract at seq %d',
    (seq) => {
      const packet = written({ credential: 1, direction: 'in', seq });
      expect(packet).toMatchObject({
        topic: 'gatehouse/v1/gates/gate-1/entries',
        qos: 1,
        messageId: packetIdOf(seq),
      });
      const result = parse(Buffer.from(packet.payload));
      expect(result).toMatchObject({
        ok: true,
        value: {
          journal: JOURNAL,
          seq,
          at: NOW,
          clock: 'synced',
          direction: 'in',
          credential: { kind: 'code', value: 'BBBBBBBB' },
          reading: { bodyC: 36.5, ambientC: 21, at: NOW - 200, method: 'infrared', site: 'forehead' },
          local: null,
        },
      });
    },
  );

  it('present the credentials after those that are left out', () => {
    const { payload } = written({ credential: 1, direction: 'out', seq: 1 }, 1);
    expect(JSON.parse(payload.toString())).toMatchObject({
      direction: 'out',
      credential: { value: 'CCCCCCCC' },
    });
  });

  it('have packet ids from 1 to 65535', () => {
    expect([1, 65_535, 65_536, 131_071].map(packetIdOf)).toEqual([1, 65_535, 1, 1]);
  });
});
