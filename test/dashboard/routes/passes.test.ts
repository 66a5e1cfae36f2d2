import { describe, expect, it } from 'vitest';
import { as, startTestApp } from '../support/test-app.js';

const PURCHASE = { compound: 'sunny', household: '3-2-501', kind: 'purchase' };

describe('the passes', () => {
  it('are issued by the community office, with QR text and printed code', async () => {
    const { app, central } = await startTestApp();
    const headers = as('community');
    const answer = await app.inject({ method: 'POST', url: '/api/v1/passes', headers, payload: PURCHASE });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toEqual({ pass: 'p-1', qr: 'GP1:p-1', code: 'p-1-c' });
    expect(central.issuedPasses.get('p-1')).toEqual({ ...PURCHASE, revoked: false });
  });

  it('are not issued by controllers', async () => {
    const { app, central } = await startTestApp();
    const headers = as('controller');
    const answer = await app.inject({ method: 'POST', url: '/api/v1/passes', headers, payload: PURCHASE });
    expect(answer.statusCode).toBe(403);
    expect(central.issuedPasses.size).toBe(0);
  });

  it.each(['administrator', 'controller', 'community'] as const)('are revoked by a %s', async (role) => {
    const { app, central } = await startTestApp();
    await app.inject({
      method: 'POST',
      url: '/api/v1/passes',
      headers: as('community'),
      payload: PURCHASE,
    });
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/passes/p-1/revoke',
      headers: as(role),
    });
    expect(answer.statusCode).toBe(204);
    expect(central.issuedPasses.get('p-1')?.revoked).toBe(true);
  });

  it('that were never issued can not be revoked', async () => {
    const { app } = await startTestApp();
    const headers = as('community');
    const answer = await app.inject({ method: 'POST', url: '/api/v1/passes/p-9/revoke', headers });
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({ message: 'there is no pass "p-9"' });
  });

  it.each([
    [{ ...PURCHASE, kind: 'vip' }, 'body/kind must be one of purchase, resident'],
    [{ ...PURCHASE, expire: 1 }, 'body has the unknown field expire'],
    [{ ...PURCHASE, weekdays: [8] }, 'body/weekdays/0 must be <= 7'],
    [{ ...PURCHASE, expires: -1 }, 'body/expires must be >= 0'],
    [{ ...PURCHASE, expires: '2026-01-01' }, 'body/expires must be integer'],
    [{ ...PURCHASE, hours: { from: '07:00' } }, 'body/hours must have to'],
  ])('are refused with what is wrong: %j', async (payload, problem) => {
    const { app, central } = await startTestApp();
    const headers = as('community');
    const answer = await app.inject({ method: 'POST', url: '/api/v1/passes', headers, payload });
    expect(answer.statusCode).toBe(400);
    expect(answer.json<{ message: string }>().message).toContain(problem);
    expect(central.issuedPasses.size).toBe(0);
  });
});
