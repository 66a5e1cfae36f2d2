import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '#core/bindings/system-clock.js';
import { aedesBroker } from '#broker/mqtt/aedes-broker.js';
import type { MqttBroker } from '#broker/mqtt/mqtt-broker.js';
import { CONNECTION_CAPS, type ConnectionCaps } from '#broker/mqtt/pending-connections.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { waitUntil } from '../../support/wait-until.js';
import { RecordedEvents } from '../support/broker-events.js';
import { RawMqttClient, whenClosed } from '../support/raw-mqtt-client.js';

const MEGABYTE = 1024 * 1024;
const NORTH = { clientId: 'north', userName: 'north', password: 'secret-of-north' };
const ENTRIES = 'gatehouse/v1/gates/north/entries';
const DECISIONS = 'gatehouse/v1/gates/north/decisions';

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('drain', () => resolve());
  });
}

describe('the aedes broker under attack', () => {
  let broker: MqttBroker;
  let events: RecordedEvents;

  const open = async (caps: ConnectionCaps = CONNECTION_CAPS): Promise<void> => {
    broker = await aedesBroker({ clock: systemClock, caps })({ host: '127.0.0.1', port: 0 }, events);
  };
  const dial = async (): Promise<Socket> => {
    const socket = connect({ host: '127.0.0.1', port: broker.address.port });
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  };

  beforeEach(() => {
    events = new RecordedEvents();
  });
  afterEach(() => broker.stop());

  it('closes 14 kinds of 30 MB first packets, and its memory stays flat', async () => {
    await open();
    const chunk = Buffer.alloc(64 * 1024);
    const before = process.memoryUsage().rss;
    for (let type = 2; type <= 15; type += 1) await pour(await dial(), [type << 4, 0xff, 0xff, 0xff, 0x0e]);
    const grown = process.memoryUsage().rss - before;
    expect(grown).toBeLessThan(20 * MEGABYTE);
    expect(events.refusals.filter((reason) => reason === 'the first packet is not a CONNECT')).toHaveLength(
      14,
    );

    async function pour(socket: Socket, header: readonly number[]): Promise<void> {
      const closed = whenClosed(socket);
      socket.resume();
      socket.write(Uint8Array.from(header));
      for (let sent = 0; sent < 30 * MEGABYTE && !socket.destroyed; sent += chunk.length) {
        if (!socket.write(chunk)) await Promise.race([drained(socket), closed]);
      }
      await closed;
    }
  });

  it('closes CONNECTs that declare 200 MB before they can send them', async () => {
    await open();
    const sockets = await Promise.all(Array.from({ length: 10 }, dial));
    const closed = sockets.map((socket) => whenClosed(socket));
    for (const socket of sockets) {
      socket.resume();
      socket.write(Uint8Array.of(0x10, 0x80, 0x84, 0xaf, 0x5f, 0, 4));
    }
    await Promise.all(closed);
    expect(events.refusals).toEqual(new Array(10).fill('a packet is larger than 4096 bytes'));
  });

  it('closes a gate that sends more than 64 KiB, and takes it back', async () => {
    await open();
    const [client] = await RawMqttClient.connect(broker.address.port, NORTH);
    expect(await client.publish(ENTRIES, Buffer.alloc(70_000))).toBe(false);
    expect(events.messages).toEqual([]);
    const [again, code] = await RawMqttClient.connect(broker.address.port, NORTH);
    expect(code).toBe(0);
    expect(await again.publish(ENTRIES, Buffer.alloc(60_000))).toBe(true);
  });

  it('lets a gate in within a second while idle connections flood it, and stays below its caps', async () => {
    await open({ pendingPerAddress: 50, pendingTotal: 50, total: 10_000 });
    const idle = await Promise.all(Array.from({ length: 400 }, dial));
    const begun = performance.now();
    const [, code] = await RawMqttClient.connect(broker.address.port, NORTH);
    expect(code).toBe(0);
    expect(performance.now() - begun).toBeLessThan(1_000);
    await waitUntil(
      'all but the newest were dropped',
      () => idle.filter((socket) => !socket.destroyed).length <= 50,
    );
    for (const socket of idle) socket.destroy();
  });

  it('never counts a gate that has shown its password among those that must make room', async () => {
    await open({ pendingPerAddress: 5, pendingTotal: 5, total: 10_000 });
    const [client] = await RawMqttClient.connect(broker.address.port, NORTH);
    const idle = await Promise.all(Array.from({ length: 40 }, dial));
    expect(await client.publish(ENTRIES, 'still here')).toBe(true);
    for (const socket of idle) socket.destroy();
  });

  it('refuses connections above the total', async () => {
    await open({ pendingPerAddress: 50, pendingTotal: 50, total: 2 });
    const [, first] = await RawMqttClient.connect(broker.address.port, NORTH);
    const south = { clientId: 'south', userName: 'south', password: 'secret-of-south' };
    const [, second] = await RawMqttClient.connect(broker.address.port, south);
    const east = { clientId: 'east', userName: 'east', password: 'secret-of-east' };
    const [, third] = await RawMqttClient.connect(broker.address.port, east);
    expect([first, second, third]).toEqual([0, 0, null]);
    expect(events.refusals).toContain('there are too many connections');
  });

  it('drops a connection that says nothing for 5 seconds', async () => {
    await open();
    const socket = await dial();
    socket.resume();
    const begun = performance.now();
    await whenClosed(socket);
    expect(performance.now() - begun).toBeGreaterThan(4_500);
    expect(performance.now() - begun).toBeLessThan(7_000);
  });

  it('answers a wrong password with the code the standard has for it', async () => {
    await open();
    const [, code] = await RawMqttClient.connect(broker.address.port, { ...NORTH, password: 'wrong' });
    expect(code).toBe(4);
  });

  it.each([3, 5] as const)('refuses protocol version %i', async (protocolVersion) => {
    await open();
    const [, code] = await RawMqttClient.connect(broker.address.port, { ...NORTH, protocolVersion });
    expect(code).not.toBe(0);
    await waitUntil('it is refused', () => events.refusals.includes('the protocol is not MQTT 3.1.1'));
  });

  it('keeps no session: what was sent to a gate while it was away does not come later', async () => {
    await open();
    const [first] = await RawMqttClient.connect(broker.address.port, { ...NORTH, clean: false });
    await first.subscribe([DECISIONS]);
    await first.cut();
    await waitUntil('the end is told', () => events.log.includes('-north'));
    events.connections.get('north')?.publish('decisions', 'late');
    const [second] = await RawMqttClient.connect(broker.address.port, { ...NORTH, clean: false });
    const connack = second.packets[0];
    expect(connack?.cmd === 'connack' && connack.sessionPresent).toBe(false);
    expect(await second.publish(ENTRIES, 'x')).toBe(true);
    expect(second.received).toEqual([]);
  });

  it('closes a topic of a hundred levels without falling over', async () => {
    await open();
    const [client] = await RawMqttClient.connect(broker.address.port, NORTH);
    expect(await client.publish(new Array(101).fill('x').join('/'), 'deep')).toBe(false);
    const [again, code] = await RawMqttClient.connect(broker.address.port, NORTH);
    expect(code).toBe(0);
    expect(await again.subscribe([new Array(101).fill('+').join('/')])).toBeNull();
  });

  it('serves other gates while one does not read its answers', async () => {
    await open();
    events.onTake = (connection, message) => {
      for (let index = 0; index < 40; index += 1) connection.publish('decisions', 'd'.repeat(60_000));
      message.done();
    };
    const [frozen] = await RawMqttClient.connect(broker.address.port, NORTH);
    await frozen.subscribe([DECISIONS]);
    frozen.socket.pause();
    for (let seq = 0; seq < 20; seq += 1) void frozen.publish(ENTRIES, 'x');
    const south = { clientId: 'south', userName: 'south', password: 'secret-of-south' };
    const [healthy] = await RawMqttClient.connect(broker.address.port, south);
    const begun = performance.now();
    expect(await healthy.publish('gatehouse/v1/gates/south/entries', 'x')).toBe(true);
    expect(performance.now() - begun).toBeLessThan(500);
    await waitUntil('the frozen gate is dropped', () => events.log.includes('-north'), 6_000);
  });

  it('keeps a gate that sends nothing but entries beyond its keepalive, and drops it when it falls silent', async () => {
    await open();
    const [client] = await RawMqttClient.connect(broker.address.port, { ...NORTH, keepalive: 1 });
    const begun = performance.now();
    // aedes cuts a silent connection after one and a half times its keepalive.
    while (performance.now() - begun < 2_000) {
      expect(await client.publish(ENTRIES, 'x')).toBe(true);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(events.log).not.toContain('-north');
    await waitUntil('the silent gate is dropped', () => events.log.includes('-north'), 4_000);
  });

  it('reads no more from a gate while much of it waits for the ledger, and goes on where it stopped', async () => {
    await open();
    const waiting: (() => void)[] = [];
    events.onTake = (_, { done }) => waiting.push(done);
    const [client] = await RawMqttClient.connect(broker.address.port, NORTH);
    const payload = Buffer.alloc(20_000, 'x');
    const published = Array.from({ length: 600 }, () => client.publish(ENTRIES, payload));
    await waitUntil('the window is full', () => waiting.length >= 128);
    await new Promise((resolve) => setTimeout(resolve, 100));
    // Those of the window, and what one chunk of 64 KiB may have brought beyond.
    expect(waiting.length).toBeLessThan(128 + 4);
    events.onTake = (_, { done }) => done();
    for (const done of waiting) done();
    expect(await Promise.all(published)).toEqual(new Array(600).fill(true));
    expect(events.messages).toHaveLength(600);
  });

  it('names the option for a port that is in use', async () => {
    await open();
    const second = aedesBroker({ clock: systemClock })(broker.address, events);
    const error = await expectGateError(() => second, 'port-in-use');
    expect(error.message).toContain('--mqtt');
    expect(error.details).toMatchObject({ address: `127.0.0.1:${broker.address.port}` });
  });

  it('names what is wrong with an address it cannot listen on', async () => {
    await open();
    const second = aedesBroker({ clock: systemClock })({ host: '203.0.113.1', port: 0 }, events);
    await expectGateError(() => second, 'listen-failed');
  });
});
