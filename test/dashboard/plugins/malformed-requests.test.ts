import { connect } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listen, type Listening } from '#dashboard/server.js';
import { waitUntil } from '../../support/wait-until.js';
import { RawClient } from '../support/raw-client.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

async function startListening(): Promise<TestApp & { address: Listening }> {
  const test = await startTestApp();
  return { ...test, address: await listen(test.app, { host: '127.0.0.1', port: 0 }) };
}

async function malformed({ app }: TestApp): Promise<number> {
  const { body } = await app.inject('/metrics');
  return Number(/^gatehouse_http_malformed_total (\d+)$/m.exec(body)?.[1]);
}

const TLS_HELLO = Buffer.from('16030100a5010000a10303', 'hex');
const MQTT_CONNECT = Buffer.from('101000044d5154540402003c000465617374', 'hex');

describe('bytes that are no HTTP', () => {
  it.each([
    ['noise', Buffer.from([0, 1, 2, 0xff, 0xfe, 13, 10, 13, 10]), 400],
    ['a TLS hello', TLS_HELLO, 400],
    ['an MQTT packet', MQTT_CONNECT, 400],
    ['another protocol', Buffer.from('GET / FTP/1.0\r\n\r\n'), 400],
    ['a header without a colon', Buffer.from('GET / HTTP/1.1\r\nHost\r\n\r\n'), 400],
    [
      'two lengths',
      Buffer.from(
        'POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      ),
      400,
    ],
    [
      'both length and chunks',
      Buffer.from(
        'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      ),
      400,
    ],
    ['endless headers', Buffer.from(`GET / HTTP/1.1\r\nHost: x\r\n${'A: b\r\n'.repeat(20_000)}`), 431],
  ])('are answered and closed: %s', async (_name, bytes, status) => {
    const test = await startListening();
    const client = await RawClient.open(test.address);
    client.send(bytes);
    await waitUntil('the connection is closed', () => client.isClosed);
    expect(client.heard).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(client.heard).toContain('"code":"request-invalid"');
    expect(await malformed(test)).toBe(1);
    expect((await fetch(`${test.address.url}/healthz`)).status).toBe(200);
  });

  it('keep no connection, even when the peer never closes its side', async () => {
    const test = await startListening();
    const { host, port } = test.address;
    const socket = connect({ host, port, allowHalfOpen: true });
    onTestFinished(() => {
      socket.destroy();
    });
    socket.on('error', () => undefined);
    socket.write('noise\r\n\r\n');
    await waitUntil('the bytes are counted', async () => (await malformed(test)) === 1);
    const { server } = test.app;
    const connections = (): Promise<number> =>
      new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));
    await waitUntil('the connection is gone', async () => (await connections()) === 0);
  });

  it('of any kind harm nothing, and each connection gets an answer or a close', async () => {
    const test = await startListening();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
        const client = await RawClient.open(test.address);
        client.send(Buffer.from(bytes));
        client.socket.end('\r\n\r\n');
        await waitUntil('the connection is closed', () => client.isClosed);
      }),
      { numRuns: 60 },
    );
    expect((await fetch(`${test.address.url}/healthz`)).status).toBe(200);
    expect(test.lines.filter((line) => line.level === 'error')).toEqual([]);
  });

  it('in the type of a body are refused like any other type', async () => {
    const test = await startListening();
    const body = '{"user":"chief","password":"chief-password"}';
    const types = [
      'application/json\t',
      'application/json\t;x',
      'application/json\u00a0',
      'application/json x',
    ];
    for (const type of types) {
      const client = await RawClient.open(test.address);
      const head = `POST /api/v1/session HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: ${type}`;
      client.send(Buffer.from(`${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}`, 'latin1'));
      await waitUntil('there is an answer', () => client.isClosed);
      // A parser of HTTP takes blanks off the end of a header before anybody sees them.
      const expected = type === 'application/json\t' ? 200 : 415;
      expect(client.heard, type).toMatch(new RegExp(`^HTTP/1\\.1 ${expected} `));
    }
  });

  it('in a second type of the same body are refused', async () => {
    const test = await startListening();
    const client = await RawClient.open(test.address);
    const types = 'Content-Type: application/json\r\nContent-Type: text/plain';
    client.send(
      `POST /api/v1/session HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${types}\r\nContent-Length: 2\r\n\r\n{}`,
    );
    await waitUntil('there is an answer', () => client.isClosed);
    expect(client.heard).toMatch(/^HTTP\/1\.1 415 /);
  });
});
