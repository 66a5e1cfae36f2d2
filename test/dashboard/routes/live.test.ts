import { describe, expect, it } from 'vitest';
import { MAX_VIEWERS } from '#dashboard/live/live-hub.js';
import { listen, type Listening } from '#dashboard/server.js';
import { entryRecord } from '../../support/central-fixtures.js';
import { waitUntil } from '../../support/wait-until.js';
import { RawClient } from '../support/raw-client.js';
import { as, startTestApp, type TestApp } from '../support/test-app.js';

const LOCAL = { host: '127.0.0.1', port: 0 };

async function startListening(): Promise<TestApp & { address: Listening }> {
  const test = await startTestApp();
  return { ...test, address: await listen(test.app, LOCAL) };
}

async function watchers({ app }: TestApp): Promise<number> {
  const { body } = await app.inject('/metrics');
  return Number(/^gatehouse_live_viewers (\d+)$/m.exec(body)?.[1]);
}

function tell({ central }: TestApp, reason = 'ok'): void {
  central.live.publish({ kind: 'entry', entry: entryRecord({ reason }), replayed: false });
}

describe('GET /live', () => {
  it('is a stream of events that no cache and no proxy holds back', async () => {
    const test = await startListening();
    const response = await fetch(`${test.address.url}/api/v1/live`, { headers: as('community') });
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    });
    await response.body?.cancel();
    await waitUntil('the service notices that the page has gone', async () => (await watchers(test)) === 0);
  });

  it('tells an entry to everyone who watches, and beats every 5 s', async () => {
    const test = await startListening();
    const pages = await Promise.all([RawClient.open(test.address), RawClient.open(test.address)]);
    for (const page of pages) page.watch();
    await waitUntil('both are heard', () => pages.every((page) => page.heard.includes('"sequence":0')));
    tell(test);
    await test.clock.advance(5000);
    await waitUntil('both hear the entry', () => pages.every((page) => page.heard.includes('event: entry')));
    await waitUntil('both hear the beat', () => pages.every((page) => page.heard.includes('"sequence":1')));
  });

  it('goes on after Last-Event-ID, which counts more than the address', async () => {
    const test = await startListening();
    for (const reason of ['one', 'two', 'three']) tell(test, reason);
    const page = await RawClient.open(test.address);
    page.send(
      'GET /api/v1/live?after=b52c0a55-epoch-0 HTTP/1.1\r\nHost: x\r\nCookie: gatehouse_session=chief-token\r\n' +
        'Last-Event-ID: b52c0a55-epoch-2\r\n\r\n',
    );
    await waitUntil('the third is heard', () => page.heard.includes('id: b52c0a55-epoch-3\nevent: entry\n'));
    expect(page.heard).not.toContain('"two"');
    const other = await RawClient.open(test.address);
    other.send(
      'GET /api/v1/live?after=b52c0a55-epoch-1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer chief-token\r\n\r\n',
    );
    await waitUntil('two and three are heard', () => /"two"[^]*"three"/.test(other.heard));
  });

  it.each(['other-epoch-2', 'garbage', 'b52c0a55-epoch-99'])('answers resync to the id %s', async (id) => {
    const test = await startListening();
    const page = await RawClient.open(test.address);
    page.watch([`Last-Event-ID: ${id}`]);
    await waitUntil('resync is heard', () => page.heard.includes('event: resync\n'));
    expect(page.heard).toContain('data: {"reason":"unknown-position"}');
  });

  it('drops a browser that reads nothing within 10 s; the service keeps its memory and serves the others', async () => {
    const test = await startListening();
    const frozen = await RawClient.open(test.address);
    const healthy = await RawClient.open(test.address);
    frozen.watch();
    healthy.watch();
    await waitUntil('both watch', () => [frozen, healthy].every((page) => page.heard.includes('heartbeat')));
    frozen.socket.pause();
    // 32 MB: far more than the buffers of both kernels' ends of a connection hold.
    const text = 'x'.repeat(32_768);
    const before = process.memoryUsage().external;
    for (let count = 0; count < 1000; count += 1) {
      tell(test, text);
      if (count % 20 === 0) await test.clock.advance(100);
    }
    await test.clock.advance(100);
    await waitUntil('the healthy page has heard all', () =>
      healthy.heard.includes('id: b52c0a55-epoch-1000\n'),
    );
    expect(process.memoryUsage().external - before).toBeLessThan(16 * 1024 * 1024);
    await test.clock.advance(10_000);
    await waitUntil('the frozen one is dropped', async () => (await watchers(test)) === 1);
    expect((await test.app.inject('/metrics')).body).toContain('gatehouse_live_viewers_dropped 1\n');
    expect(healthy.isClosed).toBe(false);
  });

  it('ends when its session ends', async () => {
    const test = await startListening();
    const page = await RawClient.open(test.address);
    page.watch();
    await waitUntil('it watches', () => page.heard.includes('heartbeat'));
    const answer = await test.app.inject({
      method: 'DELETE',
      url: '/api/v1/session',
      headers: as('controller'),
    });
    expect(answer.statusCode).toBe(204);
    await waitUntil('the stream has ended', () => page.isClosed);
    expect(page.heard.endsWith('0\r\n\r\n')).toBe(true);
  });

  it('turns away those for whom there is no room, in words', async () => {
    const test = await startListening();
    const pages = await Promise.all(
      Array.from({ length: MAX_VIEWERS }, async () => {
        const page = await RawClient.open(test.address);
        page.watch();
        return page;
      }),
    );
    await waitUntil('all watch', () => pages.every((page) => page.heard.includes('heartbeat')));
    const answer = await test.app.inject({ url: '/api/v1/live', headers: as('controller') });
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toMatchObject({ code: 'too-many-viewers', details: { limit: MAX_VIEWERS } });
  });

  it.each([
    ['?after=x&before=y', 'query has the unknown field before'],
    [`?after=${'x'.repeat(129)}`, 'query/after must not have more than 128 characters'],
  ])('refuses the query %s', async (query, problem) => {
    const { app } = await startTestApp();
    const answer = await app.inject({ url: `/api/v1/live${query}`, headers: as('controller') });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ details: { problem } });
  });
});
