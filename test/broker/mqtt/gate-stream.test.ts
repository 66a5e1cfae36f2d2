import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { generate } from 'mqtt-packet';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GateStream } from '#broker/mqtt/gate-stream.js';
import { waitUntil } from '../../support/wait-until.js';

const CONNECT = generate({
  ...{ cmd: 'connect', clientId: 'north', protocolId: 'MQTT', protocolVersion: 4 },
  ...{ clean: true, keepalive: 30 },
});
const PUBLISH = generate({
  cmd: 'publish',
  topic: 'x',
  payload: 'x'.repeat(1_000),
  qos: 0,
  retain: false,
  dup: false,
});
const MANY = 8_000;

describe("a gate's socket as the broker sees it", () => {
  let server: Server;
  let gate: Socket;
  let stream: GateStream;
  let faults: string[];

  beforeEach(async () => {
    server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const accepted = once(server, 'connection') as Promise<[Socket]>;
    gate = connect((server.address() as AddressInfo).port, '127.0.0.1');
    gate.on('error', () => undefined);
    const [socket] = await accepted;
    faults = [];
    stream = new GateStream(socket, (problem) => faults.push(problem));
    stream.on('error', () => undefined);
  });
  afterEach(() => {
    gate.destroy();
    stream.destroy();
    server.close();
  });

  const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 200));

  it('lets its gate wait while the broker does not read, and gives every byte once it does', async () => {
    gate.write(CONNECT);
    for (let index = 0; index < MANY; index += 1) gate.write(PUBLISH);
    await waitUntil('something waits', () => stream.readableLength > 0);
    await settled();
    // A chunk of 64 KiB, the beginning of a packet before it, and what the stream takes before it says that it is full.
    expect(stream.readableLength).toBeLessThan(200_000);
    let bytes = 0;
    stream.on('data', (chunk: Buffer) => (bytes += chunk.length));
    await waitUntil('all has come', () => bytes === CONNECT.length + MANY * PUBLISH.length);
  });

  it('reads nothing while somebody holds it, however often the broker asks', async () => {
    let taken = 0;
    stream.takeBy((first) => {
      if (first === PUBLISH[0]) taken += 1;
      return first === PUBLISH[0];
    });
    gate.write(CONNECT);
    await waitUntil('it is connected', () => stream.readableLength === CONNECT.length);
    stream.hold();
    stream.read();
    gate.write(PUBLISH);
    await settled();
    expect(taken).toBe(0);
    stream.release();
    await waitUntil('it is read', () => taken === 1);
  });

  it('is gone after a fault, and the broker gets nothing of it', async () => {
    const closed = once(gate, 'close');
    gate.resume();
    gate.write(PUBLISH);
    await closed;
    expect(faults).toEqual(['the first packet is not a CONNECT']);
    expect([stream.destroyed, stream.readableLength]).toEqual([true, 0]);
  });
});
