import { Readable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { RegisterExports } from '#broker/exports/register-exports.js';
import { csv, ImportBench } from '../../broker/support/import-bench.js';
import { FakeCentral } from '../../support/fake-central.js';
import { as, startTestApp } from '../support/test-app.js';

describe('an export', () => {
  it('of households is for the community office, as a file that is streamed', async () => {
    const { app, central } = await startTestApp();
    const url = '/api/v1/exports/households?compound=sunny&format=csv&full=true&reason=handover';
    const answer = await app.inject({ url, headers: as('community') });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-disposition']).toContain('households-sunny.csv');
    expect(answer.headers['content-length']).toBeUndefined();
    expect(answer.body).toBe('户号\r\n');
    expect(central.register.exported).toEqual([
      {
        query: { compound: 'sunny', format: 'csv', language: 'zh', full: 'true', reason: 'handover' },
        author: 'community',
      },
    ]);
    expect((await app.inject({ url, headers: as('controller') })).statusCode).toBe(403);
  });

  it('of entries is for everyone who is logged in', async () => {
    const { app, central } = await startTestApp();
    const url = '/api/v1/exports/entries?compound=sunny&format=jsonl&from=1&gate=east';
    expect((await app.inject({ url, headers: as('controller') })).statusCode).toBe(200);
    expect(central.register.exported[0]?.query).toMatchObject({ format: 'jsonl', from: 1, gate: 'east' });
  });

  it.each([
    ['households', 'query must have compound'],
    ['households?compound=sunny&format=pdf', 'query/format must be one of csv, xlsx, jsonl'],
    ['entries?compound=sunny&full=true', 'query has the unknown field full'],
  ])('needs a good query: %s', async (path, problem) => {
    const { app } = await startTestApp();
    const answer = await app.inject({ url: `/api/v1/exports/${path}`, headers: as('administrator') });
    expect(answer.json()).toMatchObject({ code: 'request-invalid', details: { problem } });
  });

  it('that fails in the middle ends the connection, so that nobody takes half a file for a whole one', async () => {
    const central = new FakeCentral();
    central.register.exports.households = () =>
      Promise.resolve({ name: 'a.csv', contentType: 'text/csv', content: broken() });
    const { app } = await startTestApp({}, central);
    const address = await app.listen({ host: '127.0.0.1', port: 0 });
    const url = `${address}/api/v1/exports/households?compound=sunny`;
    const answer = await fetch(url, { headers: as('community') });
    await expect(answer.text()).rejects.toThrow();
  });

  it('brings out over HTTP what the register holds, defused', async () => {
    const bench = await ImportBench.open();
    onTestFinished(() => bench.database.close());
    await bench.take(csv(['户号', '姓名', '备注'], ['3-2-501', '李梅', "'@x"]));
    const exports = new RegisterExports({ ...bench.tools, entries: new FakeCentral().entries });
    const { app } = await startTestApp({}, Object.assign(new FakeCentral(), { exports }));
    const url = '/api/v1/exports/households?compound=garden&full=true&reason=handover';
    const answer = await app.inject({ url, headers: as('community') });
    expect(answer.body).toContain("3-2-501,李梅,,,,'@x,,,\r\n");
    const masked = await app.inject({
      url: '/api/v1/exports/households?compound=garden',
      headers: as('community'),
    });
    expect(masked.body).toContain('3-2-501,李**,');
    const without = await app.inject({ url: url.replace('&reason=handover', ''), headers: as('community') });
    expect(without.json()).toMatchObject({ code: 'request-invalid' });
  });
});

async function* broken(): AsyncGenerator<string> {
  yield await Promise.resolve('户号\r\n');
  yield* Readable.from(failing());
}

async function* failing(): AsyncGenerator<string> {
  yield await Promise.resolve('3-2-501\r\n');
  throw new Error('the database has gone');
}
