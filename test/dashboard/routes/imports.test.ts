import { describe, expect, it, onTestFinished } from 'vitest';
import { IMPORT_FILE_LIMIT } from '#core/api/imports.js';
import { RegisterImports } from '#broker/imports/register-imports.js';
import { ImportBench } from '../../broker/support/import-bench.js';
import { FakeCentral } from '../../support/fake-central.js';
import { gb18030 } from '../../support/gb18030.js';
import { formWith } from '../support/form.js';
import { as, startTestApp, type TestApp } from '../support/test-app.js';

const URL = '/api/v1/imports?compound=sunny';
const CSV = '户号,姓名\n3-2-501,李梅\n';
const ID = '00000000-0000-4000-8000-000000000001';

function post(
  { app }: TestApp,
  url: string,
  sent: { readonly body: string | Buffer; readonly type: string },
) {
  const headers = { ...as('community'), 'content-type': sent.type };
  return app.inject({ method: 'POST', url, headers, payload: sent.body });
}

describe('a register file', () => {
  it.each([
    'text/csv',
    'text/csv; charset=gb18030',
    'text/plain',
    'application/octet-stream',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ])('is taken as it is, with the type %s', async (type) => {
    const test = await startTestApp();
    const answer = await post(test, `${URL}&name=a.csv&encoding=gb18030&mapping=name%3Dx`, {
      body: CSV,
      type: type,
    });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({ id: ID, state: 'checked', fileName: 'a.csv' });
    const [upload] = test.central.register.uploads;
    expect(Buffer.from(upload?.bytes ?? []).toString()).toBe(CSV);
    expect(upload).toMatchObject({
      compound: 'sunny',
      author: 'community',
      wait: true,
      encoding: 'gb18030',
      mapping: 'name=x',
    });
  });

  it('is taken from a form, under its own name', async () => {
    const test = await startTestApp();
    const { headers, payload } = formWith({ name: '居民.csv', bytes: gb18030(CSV) });
    const answer = await post(test, `${URL}&wait=false`, { body: payload, type: headers['content-type'] });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({ fileName: '居民.csv' });
    const [upload] = test.central.register.uploads;
    expect(upload?.bytes).toEqual(Buffer.from(gb18030(CSV)));
    expect(upload?.wait).toBe(false);
  });

  it.each(['application/json', 'multipart/form-data', 'text/csv, text/html', 'image/png', 'text/csv\t;x'])(
    'is not taken as %s',
    async (type) => {
      const answer = await post(await startTestApp(), URL, { body: '{}', type: type });
      expect(answer.statusCode).toBe(415);
      expect(answer.json()).toMatchObject({ code: 'content-type-unsupported' });
    },
  );

  it.each([
    ['an empty body', '', 'text/csv', 'the file is empty'],
    ['a form without a file', '--x--\r\n', 'multipart/form-data; boundary=x', 'the form has no file'],
  ])('is missing from %s', async (...[, body, type, problem]) => {
    const answer = await post(await startTestApp(), URL, { body: body, type: type });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'request-invalid', details: { problem } });
  });

  it('that is broken off in its form is refused', async () => {
    const { headers, payload } = formWith({ name: 'a.csv', bytes: Buffer.from(CSV) });
    const answer = await post(await startTestApp(), URL, {
      body: payload.subarray(0, -30),
      type: headers['content-type'],
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'request-invalid' });
  });

  it.each(['raw', 'form'])('that is too large is refused with the limit (%s)', async (kind) => {
    const test = await startTestApp();
    const bytes = Buffer.alloc(IMPORT_FILE_LIMIT + 1, 'a');
    const form = formWith({ name: 'a.csv', bytes });
    const answer =
      kind === 'raw'
        ? await post(test, URL, { body: bytes, type: 'text/csv' })
        : await post(test, URL, { body: form.payload, type: form.headers['content-type'] });
    expect(answer.statusCode).toBe(413);
    expect(answer.json()).toMatchObject({ code: 'file-too-large', details: { limit: 20 } });
    expect(test.central.register.uploads).toEqual([]);
  });

  it('may be as large as the limit', async () => {
    const test = await startTestApp();
    const answer = await post(test, URL, { body: Buffer.alloc(IMPORT_FILE_LIMIT, 'a'), type: 'text/csv' });
    expect(answer.statusCode).toBe(201);
    expect(test.central.register.uploads[0]?.bytes.length).toBe(IMPORT_FILE_LIMIT);
  });

  it.each([
    ['/api/v1/imports', 'query must have compound'],
    [`${URL}&encoding=latin1`, 'query/encoding must be one of utf-8, gb18030, utf-16le, utf-16be'],
    [`${URL}&dry=1`, 'query has the unknown field dry'],
  ])('needs a good query: %s', async (url, problem) => {
    const answer = await post(await startTestApp(), url, { body: CSV, type: 'text/csv' });
    expect(answer.json()).toMatchObject({ code: 'request-invalid', details: { problem } });
  });

  it('is a matter of the community office', async () => {
    const { app } = await startTestApp();
    const headers = { ...as('controller'), 'content-type': 'text/csv' };
    expect((await app.inject({ method: 'POST', url: URL, headers, payload: CSV })).statusCode).toBe(403);
    const lists = { url: URL, headers: as('controller') };
    expect((await app.inject(lists)).statusCode).toBe(403);
  });
});

describe('an import', () => {
  it('is looked at, committed and undone under the name of who did it', async () => {
    const test = await startTestApp();
    await post(test, URL, { body: CSV, type: 'text/csv' });
    const get = (path: string) =>
      test.app.inject({ url: `/api/v1/imports${path}`, headers: as('community') });
    expect((await get(`/${ID}`)).json()).toMatchObject({ state: 'checked' });
    expect((await get('?compound=sunny')).json()).toMatchObject({ items: [{ id: ID }], next: null });
    expect((await get(`/${ID}/changes?kind=new&limit=5`)).json()).toEqual({ items: [], next: null });
    const commit = await test.app.inject({
      method: 'POST',
      url: `/api/v1/imports/${ID}/commit`,
      headers: as('community'),
      payload: { missing: 'remove', confirm: true },
    });
    expect(commit.json()).toMatchObject({ state: 'committed', missing: 'remove', committedBy: 'community' });
    const undo = await test.app.inject({
      method: 'POST',
      url: `/api/v1/imports/${ID}/undo`,
      headers: as('administrator'),
    });
    expect(undo.json()).toMatchObject({ state: 'undone', undoneBy: 'chief' });
  });

  it('gives its rejected rows as a file with a name in any script', async () => {
    const test = await startTestApp();
    await post(test, URL, { body: CSV, type: 'text/csv' });
    const answer = await test.app.inject({ url: `/api/v1/imports/${ID}/rejected`, headers: as('community') });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.headers['content-disposition']).toBe(
      `attachment; filename="rejected-__.csv"; filename*=UTF-8''rejected-${encodeURIComponent('居民')}.csv`,
    );
    expect(answer.body).toBe('姓名,原因\r\n');
  });

  it.each([
    [{ missing: 'forget' }, 'body/missing must be one of keep, remove'],
    [{ confirmed: true }, 'body has the unknown field confirmed'],
  ])('is not committed with %j', async (payload, problem) => {
    const { app } = await startTestApp();
    const url = `/api/v1/imports/${ID}/commit`;
    const answer = await app.inject({ method: 'POST', url, headers: as('community'), payload });
    expect(answer.json()).toMatchObject({ code: 'request-invalid', details: { problem } });
  });

  it('that is not there is not found, and an odd id is refused', async () => {
    const { app } = await startTestApp();
    const get = (id: string) => app.inject({ url: `/api/v1/imports/${id}`, headers: as('community') });
    expect((await get(ID)).statusCode).toBe(404);
    expect((await get('1')).statusCode).toBe(400);
  });

  it('goes its whole way over HTTP: check, difference, commit, rejected rows, undo', async () => {
    const bench = await ImportBench.open();
    onTestFinished(() => bench.database.close());
    const central = Object.assign(new FakeCentral(), { imports: new RegisterImports(bench.tools) });
    const test = await startTestApp({}, central);
    const url = '/api/v1/imports';
    const file = gb18030('户号,姓名,手机\n3-2-501,李梅,13800138000\n3-2-502,,1\n');
    const { id, ...checked } = (
      await post(test, `${url}?compound=garden`, { body: Buffer.from(file), type: 'text/csv' })
    ).json<{ id: string }>();
    expect(checked).toMatchObject({
      state: 'checked',
      file: { encoding: 'gb18030' },
      counts: { good: 1, rejected: 1 },
    });
    const get = (path: string) => test.app.inject({ url: `${url}/${id}${path}`, headers: as('community') });
    expect((await get('/changes')).json()).toMatchObject({
      items: [{ household: '3-2-501', kind: 'new', after: { name: '李梅' } }],
    });
    const settle = (how: string) =>
      post(test, `${url}/${id}/${how}`, { body: '{}', type: 'application/json' });
    expect((await settle('commit')).json()).toMatchObject({ state: 'committed', committedBy: 'community' });
    expect(await bench.names()).toEqual(['3-2-501 r1 李梅']);
    expect((await get('/rejected')).body).toContain('3-2-502,,1,缺姓名');
    expect((await settle('undo')).json()).toMatchObject({ state: 'undone' });
    expect(await bench.names()).toEqual([]);
    const again = await settle('undo');
    expect(again.statusCode).toBe(409);
    expect(again.json()).toMatchObject({ code: 'import-state-wrong' });
  });
});
