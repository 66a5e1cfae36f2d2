import { describe, expect, it } from 'vitest';
import { as, startTestApp } from '../support/test-app.js';

const attempt = (app: Awaited<ReturnType<typeof startTestApp>>['app'], remoteAddress: string) =>
  app.inject({
    method: 'POST',
    url: '/api/v1/session',
    payload: { user: 'chief', password: 'guess' },
    remoteAddress,
  });

describe('the rate limit', () => {
  it('stops guessing of passwords after ten attempts from one address, and says when to try again', async () => {
    const { app, central } = await startTestApp();
    let asked = 0;
    central.accounts.logIn = () => {
      asked += 1;
      return Promise.resolve(null);
    };
    for (let count = 0; count < 10; count += 1) {
      expect((await attempt(app, '10.0.0.1')).statusCode).toBe(401);
    }
    const answer = await attempt(app, '10.0.0.1');
    expect(answer.statusCode).toBe(429);
    expect(answer.json()).toMatchObject({
      code: 'too-many-requests',
      message: 'too many requests: try again in 60 s',
      details: { seconds: 60 },
    });
    expect(answer.headers['retry-after']).toBe('60');
    expect(asked).toBe(10);
  });

  it('keeps nobody out because of somebody else', async () => {
    const { app } = await startTestApp();
    for (let count = 0; count < 11; count += 1) await attempt(app, '10.0.0.1');
    expect((await attempt(app, '10.0.0.2')).statusCode).toBe(401);
    const headers = as('controller');
    const work = await app.inject({ url: '/api/v1/gates', headers, remoteAddress: '10.0.0.1' });
    expect(work.statusCode).toBe(200);
  });

  it('does not stand in the way of an import', async () => {
    const { app } = await startTestApp();
    const headers = as('community');
    for (let room = 1; room <= 500; room += 1) {
      const url = `/api/v1/compounds/sunny/households/1-1-${room}`;
      const payload = { residents: [] };
      expect((await app.inject({ method: 'PUT', url, headers, payload })).statusCode).toBe(200);
    }
  });
});
