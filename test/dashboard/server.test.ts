import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '#core/bindings/system-clock.js';
import { listen } from '#dashboard/server.js';
import { expectGateError } from '../support/assert-gate-error.js';
import { waitUntil } from '../support/wait-until.js';
import { RawClient } from './support/raw-client.js';
import { startTestApp } from './support/test-app.js';

const LOCAL = { host: '127.0.0.1', port: 0 };

async function takenPort(): Promise<number> {
  const other = createServer();
  await new Promise<void>((resolve) => {
    other.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    other.close();
  });
  const address = other.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('listening', () => {
  it('tells the address at which the app is reached', async () => {
    const { app } = await startTestApp();
    const { host, port, url } = await listen(app, LOCAL);
    expect({ host, url }).toEqual({ host: '127.0.0.1', url: `http://127.0.0.1:${port}` });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it('on a port in use names the address and the option', async () => {
    const { app } = await startTestApp();
    const port = await takenPort();
    const fault = await expectGateError(() => listen(app, { host: '127.0.0.1', port }), 'port-in-use');
    expect(fault.message).toBe(
      `the address 127.0.0.1:${port} is already in use: stop the other program or choose another address with --http`,
    );
    expect(fault.exitCode).toBe(3);
  });

  it('on an address that is not ours says why it can not', async () => {
    const { app } = await startTestApp();
    const fault = await expectGateError(() => listen(app, { host: '192.0.2.1', port: 0 }), 'listen-failed');
    expect(fault.message).toContain('cannot listen on 192.0.2.1:0 (');
    expect(fault.details['option']).toBe('--http');
  });
});

describe('closing', () => {
  it('ends live streams, idle connections and half a request in less than a second', async () => {
    const { app } = await startTestApp({ clock: systemClock });
    const address = await listen(app, LOCAL);
    const [stream, idle, half, frozen] = await Promise.all([
      RawClient.open(address),
      RawClient.open(address),
      RawClient.open(address),
      RawClient.open(address),
    ]);
    stream.watch();
    frozen.watch();
    idle.send('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
    half.send(
      'POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{',
    );
    await waitUntil(
      'all are served',
      () =>
        [stream.heard, frozen.heard].every((text) => text.includes('heartbeat')) &&
        idle.heard.includes('"ok"'),
    );
    frozen.socket.pause();
    const start = performance.now();
    await app.close();
    expect(performance.now() - start).toBeLessThan(1000);
    await waitUntil('the streams are closed', () => stream.isClosed && idle.isClosed && half.isClosed);
    expect(stream.heard.endsWith('0\r\n\r\n')).toBe(true);
  });
});
