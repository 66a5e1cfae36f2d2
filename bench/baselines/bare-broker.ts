import { createServer, type AddressInfo } from 'node:net';
import { stdout } from 'node:process';
import { Aedes, type AedesPublishPacket } from 'aedes';
import { endWithParent } from './end-with-parent.js';

export interface Asked {
  readonly gate: string;
  readonly payload: Buffer;
}

/** Answers one entry; called with the packet that asked, it calls back with the text of the answer. */
export type Answerer = (asked: Asked, answer: (payload: Buffer | string) => void) => void;

const GATE_LEVEL = 3;

/**
 * aedes as its manual shows it: a handler subscribed to all entries publishes each answer on the decisions topic of the
 * gate, QoS 1. No access rules, no guard.
 */
export async function startBareBroker(answerer: Answerer): Promise<void> {
  endWithParent();
  const broker = await Aedes.createBroker();
  const onEntry = (packet: AedesPublishPacket, done: () => void): void => {
    const gate = packet.topic.split('/')[GATE_LEVEL] ?? '';
    answerer({ gate, payload: packet.payload as Buffer }, (payload) => {
      const topic = `gatehouse/v1/gates/${gate}/decisions`;
      broker.publish({ cmd: 'publish', topic, payload, qos: 1, retain: false, dup: false }, () => undefined);
    });
    // Called back at once, aedes would overflow its stack under a crowd.
    queueMicrotask(done);
  };
  broker.subscribe('gatehouse/v1/gates/+/entries', onEntry, () => undefined);
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => undefined);
    broker.handle(socket);
  });
  server.listen(0, '127.0.0.1', () => {
    stdout.write(`port ${(server.address() as AddressInfo).port}\n`);
  });
}
