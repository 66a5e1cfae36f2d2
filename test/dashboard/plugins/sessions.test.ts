import { describe, expect, it } from 'vitest';
import { as, startTestApp } from '../support/test-app.js';

const url = '/api/v1/passes';
const payload = { compound: 'sunny', household: '3-2-501', kind: 'purchase' };
const cookies = { gatehouse_session: 'chief-token' };
const foreign = { origin: 'http://evil.example', host: 'gates.local' };

describe('a session', () => {
  it('of a person may change things from a page of ours', async () => {
    const { app } = await startTestApp();
    const headers = { origin: 'http://gates.local', host: 'gates.local' };
    const answer = await app.inject({ method: 'POST', url, payload, cookies, headers });
    expect(answer.statusCode).toBe(201);
  });

  it.each([foreign, { 'sec-fetch-site': 'cross-site' }, { origin: 'null' }])(
    'of a person may not be used by a page of another site: %j',
    async (headers) => {
      const { app, central } = await startTestApp();
      const answer = await app.inject({ method: 'POST', url, payload, cookies, headers });
      expect(answer.statusCode).toBe(403);
      expect(answer.json()).toMatchObject({ code: 'origin-refused' });
      expect(central.issuedPasses.size).toBe(0);
    },
  );

  it('is not begun by a page of another site', async () => {
    const { app } = await startTestApp();
    const login = { user: 'chief', password: 'chief-password' };
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/session',
      payload: login,
      headers: foreign,
    });
    expect(answer.statusCode).toBe(403);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it('of a program needs no origin: no browser sends a token by itself', async () => {
    const { app } = await startTestApp();
    const headers = { ...foreign, ...as('administrator') };
    expect((await app.inject({ method: 'POST', url, payload, headers })).statusCode).toBe(201);
  });

  it('is asked before the body is read, so that strangers learn nothing about it', async () => {
    const { app } = await startTestApp();
    const answer = await app.inject({ method: 'POST', url, payload: { nonsense: true } });
    expect(answer.statusCode).toBe(401);
  });

  it('is looked up by the token of the header rather than the cookie', async () => {
    const { app } = await startTestApp();
    const answer = await app.inject({ url: '/api/v1/session', cookies, headers: as('community') });
    expect(answer.json()).toMatchObject({ role: 'community' });
    const wrong = await app.inject({
      url: '/api/v1/session',
      cookies,
      headers: { authorization: 'Bearer x' },
    });
    expect(wrong.statusCode).toBe(401);
  });

  it('answers are kept by no cache', async () => {
    const { app } = await startTestApp();
    const answer = await app.inject({ url: '/api/v1/gates', cookies });
    expect(answer.headers['cache-control']).toBe('no-store');
    expect((await app.inject('/api/v1/gates')).headers['cache-control']).toBe('no-store');
  });

  it('has no cookie without HttpOnly, and the service hands out no other cookie', async () => {
    const { app } = await startTestApp();
    for (const path of ['/', '/healthz', '/api/docs', '/api/v1/gates']) {
      expect((await app.inject(path)).headers['set-cookie']).toBeUndefined();
    }
  });
});
