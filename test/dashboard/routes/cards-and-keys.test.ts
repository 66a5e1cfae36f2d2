import { describe, expect, it } from 'vitest';
import { as, startTestApp } from '../support/test-app.js';

const CARD = { card: '1f:00:64:4b:b6' };
const url = '/api/v1/passes/p-1/cards';

describe('the cards of a pass', () => {
  it('are bound by the community office, listed, and taken away again', async () => {
    const { app } = await startTestApp();
    const headers = as('community');
    const bound = await app.inject({ method: 'POST', url, headers, payload: CARD });
    expect([bound.statusCode, bound.json()]).toEqual([
      201,
      { card: '1F00644BB6', pass: 'p-1', boundAt: expect.any(Number) as number, boundBy: 'community' },
    ]);
    const listed = await app.inject({ url, headers: as('controller') });
    expect(listed.json()).toEqual({ items: [bound.json()], next: null });
    const taken = await app.inject({ method: 'DELETE', url: `${url}/1F00644BB6`, headers: as('controller') });
    expect(taken.statusCode).toBe(204);
    expect((await app.inject({ url, headers })).json()).toEqual({ items: [], next: null });
  });

  it('are not bound by controllers', async () => {
    const { app, central } = await startTestApp();
    const answer = await app.inject({ method: 'POST', url, headers: as('controller'), payload: CARD });
    expect([answer.statusCode, central.cards.bound.size]).toEqual([403, 0]);
  });

  it.each([
    { path: url, payload: { card: 'twelve' }, status: 400, code: 'card-invalid' },
    { path: url, payload: { number: '1F00644BB6' }, status: 400, code: 'request-invalid' },
    { path: url, payload: {}, status: 400, code: 'request-invalid' },
    { path: '/api/v1/passes/p-9/cards', payload: CARD, status: 404, code: 'not-found' },
    { path: '/api/v1/passes/p-2/cards', payload: CARD, status: 409, code: 'card-bound' },
  ])('are refused with a reason: $code', async ({ path, payload, status, code }) => {
    const { app } = await startTestApp();
    const headers = as('community');
    if (code === 'card-bound') await app.inject({ method: 'POST', url, headers, payload: CARD });
    const answer = await app.inject({ method: 'POST', url: path, headers, payload });
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([status, code]);
  });
});

describe('the signing keys', () => {
  it('are shown to everyone who is logged in, and never with a secret', async () => {
    const { app, central } = await startTestApp();
    const answer = await app.inject({ url: '/api/v1/keys', headers: as('community') });
    expect(answer.json()).toEqual({ items: central.keys.keys, next: null });
  });

  it('are rotated and revoked by administrators', async () => {
    const { app } = await startTestApp();
    const headers = as('administrator');
    const rotated = await app.inject({
      method: 'POST',
      url: '/api/v1/keys',
      headers,
      payload: { overlapDays: 30 },
    });
    expect([rotated.statusCode, rotated.json()]).toMatchObject([
      201,
      { id: '0000000000000002', state: 'signing' },
    ]);
    const revoked = await app.inject({
      method: 'POST',
      url: '/api/v1/keys/0000000000000001/revoke',
      headers,
    });
    expect([revoked.statusCode, revoked.json()]).toMatchObject([
      200,
      { id: '0000000000000001', state: 'revoked' },
    ]);
  });

  it('are left alone by everyone else', async () => {
    const { app, central } = await startTestApp();
    for (const role of ['controller', 'community'] as const) {
      for (const path of ['/api/v1/keys', '/api/v1/keys/0000000000000001/revoke']) {
        const answer = await app.inject({ method: 'POST', url: path, headers: as(role), payload: {} });
        expect(answer.statusCode).toBe(403);
      }
    }
    expect(central.keys.keys).toMatchObject([{ state: 'signing' }]);
  });

  it.each([
    ['/api/v1/keys', { overlapDays: -1 }, 400],
    ['/api/v1/keys', { overlapDays: 1.5 }, 400],
    ['/api/v1/keys', { days: 3 }, 400],
    ['/api/v1/keys/nobody/revoke', undefined, 400],
    ['/api/v1/keys/00000000000000ff/revoke', undefined, 404],
  ])('are not changed by a wrong request: %s %j', async (path, payload, status) => {
    const { app } = await startTestApp();
    const headers = as('administrator');
    const body = payload === undefined ? {} : { payload };
    const answer = await app.inject({ method: 'POST', url: path, headers, ...body });
    expect(answer.statusCode).toBe(status);
  });
});
