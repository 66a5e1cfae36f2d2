import { describe, expect, it } from 'vitest';
import { FIXTURE_TIME } from '../../support/central-fixtures.js';
import { as, startTestApp } from '../support/test-app.js';

const URL = '/api/v1/exceptions';
const ORDER = { compound: 'sunny', household: '3-2-501', reason: 'medical', expires: FIXTURE_TIME + 1000 };

describe('the exceptions', () => {
  it('are granted in the name of who asks, listed, and withdrawn', async () => {
    const { app } = await startTestApp();
    const headers = as('controller');
    const granted = await app.inject({ method: 'POST', url: URL, headers, payload: ORDER });
    expect(granted.statusCode).toBe(201);
    expect(granted.json()).toMatchObject({ id: 'x-1', approver: 'controller', note: '' });
    const withdrawn = await app.inject({ method: 'POST', url: `${URL}/x-1/withdraw`, headers });
    expect(withdrawn.json()).toMatchObject({ standing: 'withdrawn', withdrawnBy: 'controller' });
    const list = await app.inject({ url: `${URL}?compound=sunny`, headers: as('community') });
    expect(list.json()).toMatchObject({ items: [{ id: 'x-1', standing: 'withdrawn' }], next: null });
  });

  it('are granted by the command room alone, with a reason of the list', async () => {
    const { app } = await startTestApp();
    const post = (role: 'community' | 'controller', payload: object) =>
      app.inject({ method: 'POST', url: URL, headers: as(role), payload });
    expect((await post('community', ORDER)).statusCode).toBe(403);
    expect((await post('controller', { ...ORDER, reason: 'fun' })).statusCode).toBe(400);
    expect((await post('controller', { ...ORDER, until: 1 })).statusCode).toBe(400);
    expect((await app.inject({ url: URL, headers: as('controller') })).statusCode).toBe(400);
  });
});
