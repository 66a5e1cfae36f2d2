import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { mqttLink } from '#core/bindings/mqtt-link.js';
import { systemClock } from '#core/bindings/system-clock.js';
import type { LinkIdentity } from '#core/ports/message-link.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { BareBroker } from '../../support/bare-broker.js';
import { fixedEntropy } from '../../support/fixed-entropy.js';
import { waitUntil } from '../../support/wait-until.js';
import { messageLinkContract } from '../links/message-link-contract.js';

const RETRY = { first: 20, longest: 100, factor: 2, jitter: 0 };
const KEPT = { clock: systemClock, entropy: fixedEntropy(), retry: RETRY };
const NORTH: LinkIdentity = { client: 'north', password: 'secret', subscriptions: ['n'], will: null };
const DEAF = { onUp: () => undefined, onDown: () => undefined, onMessage: () => undefined };

messageLinkContract('the MQTT link', async () => {
  const broker = new BareBroker();
  await broker.start();
  return {
    link: (identity) => mqttLink(identity, { host: broker.host, port: broker.port, ...KEPT }),
    cut: (client) => broker.cut(client),
    stopBroker: () => broker.stop(),
    startBroker: () => broker.start(),
    setPassword: (client, password) => broker.setPassword(client, password),
    dispose: () => broker.stop(),
  };
});

/** A server that talks no MQTT: the test writes and sees the bytes. */
async function rawServer(
  onSocket: (socket: Socket) => void,
): Promise<{ port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const CONNACK = Buffer.from([0x20, 2, 0, 0]);
const suback = (id: number): Buffer => Buffer.from([0x90, 3, id >> 8, id & 0xff, 1]);

describe('an MQTT connection', () => {
  it('speaks 3.1.1 with a clean session, its own name and a keepalive of 10 s', async () => {
    const seen: Buffer[] = [];
    const server = await rawServer((socket) => socket.on('data', (chunk) => seen.push(chunk)));
    const link = mqttLink(NORTH, { host: '127.0.0.1', port: server.port, ...KEPT });
    link.start(DEAF);
    await waitUntil('CONNECT has come', () => Buffer.concat(seen).length > 12);
    await link.stop();
    await server.close();
    const connect = Buffer.concat(seen).subarray(2);
    expect(connect.toString('latin1', 2, 6)).toBe('MQTT');
    const [level, flags] = connect.subarray(6);
    expect({ level, clean: ((flags ?? 0) & 2) !== 0, keepalive: connect.readUInt16BE(8) }).toEqual({
      level: 4,
      clean: true,
      keepalive: 10,
    });
    expect(connect.toString('latin1').match(/north/g)).toHaveLength(2);
  });

  it('fails what the broker has not acknowledged when the connection is cut, and never sends it again', async () => {
    const publishes: Buffer[] = [];
    const server = await rawServer((socket) => {
      let step = 0;
      socket.on('data', (chunk: Buffer) => {
        step += 1;
        if (step === 1) socket.write(CONNACK);
        else if (step === 2) socket.write(suback(chunk.readUInt16BE(2)));
        else {
          publishes.push(chunk);
          socket.destroy();
        }
      });
    });
    const link = mqttLink(NORTH, { host: '127.0.0.1', port: server.port, ...KEPT });
    let ups = 0;
    link.start({ ...DEAF, onUp: () => (ups += 1) });
    await waitUntil('the link is up', () => link.isUp);
    await expectGateError(() => link.publish('n', 'once', { qos: 1, retain: false }), 'link-down');
    await waitUntil('the link is up again', () => ups === 2);
    expect(publishes).toHaveLength(1);
    await link.stop();
    await server.close();
  });

  it('does not wait for a goodbye that a frozen broker never takes', async () => {
    const server = await rawServer((socket) => {
      let step = 0;
      socket.on('data', (chunk: Buffer) => {
        step += 1;
        if (step === 1) socket.write(CONNACK);
        if (step === 2) socket.write(suback(chunk.readUInt16BE(2)));
      });
    });
    const link = mqttLink(NORTH, { host: '127.0.0.1', port: server.port, ...KEPT });
    link.start(DEAF);
    await waitUntil('the link is up', () => link.isUp);
    const unanswered = link.publish('n', 'x', { qos: 1, retain: false }).catch(() => 'failed');
    const before = performance.now();
    await link.stop();
    expect(performance.now() - before).toBeLessThan(1_500);
    expect(await unanswered).toBe('failed');
    await server.close();
  });

  it('is not up when the broker denies a subscription', async () => {
    const server = await rawServer((socket) => {
      let step = 0;
      socket.on('data', (chunk: Buffer) => {
        step += 1;
        if (step === 1) socket.write(CONNACK);
        if (step === 2) socket.write(Buffer.from([0x90, 3, chunk[2] ?? 0, chunk[3] ?? 0, 0x80]));
      });
    });
    const downs: string[] = [];
    const link = mqttLink(NORTH, { host: '127.0.0.1', port: server.port, ...KEPT });
    link.start({ ...DEAF, onDown: (problem) => downs.push(problem) });
    await waitUntil('the denial is told', () => downs.length > 0);
    expect(link.isUp).toBe(false);
    await link.stop();
    await server.close();
  });
});
