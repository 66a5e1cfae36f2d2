import { generate } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import type { GateId } from '#core/units/ids.js';
import { EntryBypass } from '#broker/mqtt/entry-bypass.js';
import { PacketSplitter } from '#broker/mqtt/packet-splitter.js';
import { ManualClock } from '../../support/manual-clock.js';

const NORTH = 'north' as GateId;
const TOPIC = 'gatehouse/v1/gates/north/entries';
const KEEPALIVE = 10;

interface Publish {
  readonly topic?: string;
  readonly qos?: 0 | 1 | 2;
  readonly retain?: boolean;
  readonly dup?: boolean;
  readonly messageId?: number;
}

function publish({
  topic = TOPIC,
  qos = 1,
  retain = false,
  dup = false,
  messageId = 7,
}: Publish = {}): Buffer {
  return generate({ cmd: 'publish', topic, qos, retain, dup, messageId, payload: '{"seq":1}' });
}

function bypassWithClock() {
  const clock = new ManualClock();
  const entries: string[] = [];
  const bypass = new EntryBypass({
    gate: NORTH,
    clock,
    keepalive: KEEPALIVE,
    onEntry: (payload, messageId) => entries.push(`${messageId} ${payload.toString()}`),
  });
  const splitter = new PacketSplitter();
  splitter.split(Buffer.of(0x10, 0), () => false);
  /** Whether the packet ends here. */
  const isTaken = (packet: Buffer): boolean => {
    const split = splitter.split(packet, bypass.take);
    return split.problem === null && split.rest === null;
  };
  return { clock, entries, isTaken };
}

describe('the bypass of entries', () => {
  it('takes the entries of its gate, also those that are sent again', () => {
    const { entries, isTaken } = bypassWithClock();
    expect(isTaken(publish())).toBe(true);
    expect(isTaken(publish({ dup: true, messageId: 65_535 }))).toBe(true);
    expect(entries).toEqual(['7 {"seq":1}', '65535 {"seq":1}']);
  });

  it('takes the acknowledgements of what the service has sent', () => {
    const { entries, isTaken } = bypassWithClock();
    expect(isTaken(Buffer.of(0x40, 2, 0, 9))).toBe(true);
    expect(entries).toEqual([]);
  });

  it.each([
    ['a topic of another gate', publish({ topic: 'gatehouse/v1/gates/south/entries' })],
    ['another topic of its gate', publish({ topic: 'gatehouse/v1/gates/north/status' })],
    ['a longer topic', publish({ topic: `${TOPIC}/x` })],
    ['QoS 0', publish({ qos: 0 })],
    ['QoS 2', publish({ qos: 2 })],
    ['a retained entry', publish({ retain: true })],
    ['a message id of 0', Buffer.concat([Buffer.of(0x32, 36, 0, 32), Buffer.from(TOPIC), Buffer.of(0, 0)])],
    ['a packet too short for a topic', Buffer.of(0x32, 2, 0, 5)],
    ['a ping', generate({ cmd: 'pingreq' })],
  ])('leaves %s to the broker', (_name, packet) => {
    const { entries, isTaken } = bypassWithClock();
    expect(isTaken(packet)).toBe(false);
    expect(entries).toEqual([]);
  });

  it('lets the broker see a packet twice in each keepalive, so that it cuts no busy connection', async () => {
    const { clock, isTaken } = bypassWithClock();
    expect(isTaken(publish())).toBe(true);
    await clock.advance(4_999);
    expect(isTaken(publish())).toBe(true);
    await clock.advance(1);
    expect(isTaken(publish())).toBe(false);
    expect(isTaken(publish())).toBe(true);
    await clock.advance(5_000);
    expect(isTaken(Buffer.of(0x40, 2, 0, 9))).toBe(false);
    expect(isTaken(publish())).toBe(true);
  });
});
