import { describe, expect, it } from 'vitest';
import { as, startTestApp, type TestApp } from '../support/test-app.js';

const MOON = JSON.stringify({ id: 'moon', name: '月亮湾', timezone: 'Asia/Urumqi' });

function post({ app }: TestApp, body: string | Buffer, type?: string) {
  const headers = { ...as('administrator'), ...(type === undefined ? {} : { 'content-type': type }) };
  return app.inject({ method: 'POST', url: '/api/v1/compounds', headers, payload: body });
}

describe('a body', () => {
  it.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset=UTF-8'])(
    'is JSON: %s',
    async (type) => {
      const test = await startTestApp();
      expect((await post(test, MOON, type)).statusCode).toBe(201);
    },
  );

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'application/json\t; x',
    'application/json garbage',
    'application/json;',
    'application/json; charset=utf-16',
    'application/json, text/plain',
    'application/jsonp',
    'application/vnd.api+json',
    'text/plain; application/json',
    'x',
  ])('is not taken as "%s"', async (type) => {
    const test = await startTestApp();
    const answer = await post(test, MOON, type);
    expect(answer.statusCode).toBe(415);
    expect(answer.json()).toMatchObject({ code: 'content-type-unsupported' });
    expect(test.central.compoundList.has('moon')).toBe(false);
  });

  it('without a type is not taken', async () => {
    const test = await startTestApp();
    expect((await post(test, MOON)).statusCode).toBe(415);
  });

  it.each([
    ['{', 'the body is not JSON'],
    ['{"id":"moon",}', 'the body is not JSON'],
    ['[1 2]', 'the body is not JSON'],
    ['{"__proto__":{"admin":true}}', 'the body is not JSON'],
    ['', 'body must be object'],
    ['null', 'body must be object'],
    ['"moon"', 'body must be object'],
    [Buffer.from([0x22, 0xff, 0x22]), 'the body is not UTF-8 text'],
  ])('that reads %s is refused', async (body, problem) => {
    const test = await startTestApp();
    const answer = await post(test, body, 'application/json');
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'request-invalid', details: { problem } });
  });

  it('is not repeated in the answer that refuses it', async () => {
    const test = await startTestApp();
    const answer = await post(test, '{"password": secret-word', 'application/json');
    expect(answer.body).not.toContain('secret');
  });

  it('does not matter where nobody reads it', async () => {
    const { app } = await startTestApp();
    const headers = { ...as('administrator'), 'content-type': 'text/plain' };
    expect((await app.inject({ url: '/api/v1/gates', headers })).statusCode).toBe(200);
  });

  it('may be left out where none is needed', async () => {
    const { app } = await startTestApp();
    const headers = { ...as('administrator'), 'content-type': 'application/json' };
    const answer = await app.inject({ method: 'DELETE', url: '/api/v1/session', headers });
    expect(answer.statusCode).toBe(204);
  });
});
