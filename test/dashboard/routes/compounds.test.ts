import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY_RULES } from '#core/policy/policy.js';
import { as, startTestApp } from '../support/test-app.js';

const MOON = { id: 'moon', name: '月亮湾', timezone: 'Asia/Urumqi' };

describe('the compounds', () => {
  it('are listed for everyone who is logged in', async () => {
    const { app } = await startTestApp();
    const answer = await app.inject({ url: '/api/v1/compounds', headers: as('community') });
    expect(answer.json()).toEqual({
      items: [{ id: 'sunny', name: '阳光小区', timezone: 'Asia/Shanghai' }],
      next: null,
    });
  });

  it('grow by one, which starts with the default policy', async () => {
    const { app } = await startTestApp();
    const headers = as('administrator');
    const answer = await app.inject({ method: 'POST', url: '/api/v1/compounds', headers, payload: MOON });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toEqual(MOON);
    const policy = await app.inject({ url: '/api/v1/compounds/moon/policy', headers });
    expect(policy.json()).toMatchObject({ version: 1, rules: { level: 'controlled' } });
  });

  it('are added by administrators only, once', async () => {
    const { app } = await startTestApp();
    const post = (role: 'administrator' | 'controller', payload: object) =>
      app.inject({ method: 'POST', url: '/api/v1/compounds', headers: as(role), payload });
    expect((await post('controller', MOON)).statusCode).toBe(403);
    expect((await post('administrator', { ...MOON, id: 'sunny' })).statusCode).toBe(409);
    const bad = await post('administrator', { ...MOON, timezone: '' });
    expect(bad.json()).toMatchObject({ details: { path: 'body/timezone' } });
  });
});

describe('the policy', () => {
  const url = '/api/v1/compounds/sunny/policy';

  it('is read by everyone who is logged in', async () => {
    const { app } = await startTestApp();
    const answer = await app.inject({ url, headers: as('community') });
    expect(answer.json()).toMatchObject({ version: 1, rules: DEFAULT_POLICY_RULES });
  });

  it('becomes a new version under the name of who changed it', async () => {
    const { app } = await startTestApp();
    const payload = { ...DEFAULT_POLICY_RULES, level: 'sealed' };
    const answer = await app.inject({ method: 'PUT', url, headers: as('controller'), payload });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ version: 2, author: 'controller', rules: { level: 'sealed' } });
  });

  it('is not changed by the community office', async () => {
    const { app, central } = await startTestApp();
    const payload = DEFAULT_POLICY_RULES;
    const answer = await app.inject({ method: 'PUT', url, headers: as('community'), payload });
    expect(answer.statusCode).toBe(403);
    expect(central.policies.get('sunny')?.version).toBe(1);
  });

  it.each([
    [{ ...DEFAULT_POLICY_RULES, level: 'closed' }, 'body/level must be one of open, controlled, sealed'],
    [{ ...DEFAULT_POLICY_RULES, hours: { from: '7:00', to: '19:00' } }, 'body/hours/from must match pattern'],
    [
      { ...DEFAULT_POLICY_RULES, quota: { outings: 0, days: 3, counting: 'calendar-days' } },
      'body/quota/outings must be >= 1',
    ],
    [
      { ...DEFAULT_POLICY_RULES, quota: { outings: 1.5, days: 3, counting: 'calendar-days' } },
      'body/quota/outings must be integer',
    ],
    [
      { ...DEFAULT_POLICY_RULES, quota: { outings: 1, day: 3, days: 3, counting: 'calendar-days' } },
      'body/quota has the unknown field day',
    ],
    [{ ...DEFAULT_POLICY_RULES, version: 7 }, 'body has the unknown field version'],
  ])('refuses rules that are wrong and says where (%#)', async (payload, problem) => {
    const { app } = await startTestApp();
    const answer = await app.inject({ method: 'PUT', url, headers: as('controller'), payload });
    expect(answer.statusCode).toBe(400);
    expect(answer.json<{ message: string }>().message).toContain(problem);
  });

  it('of an unknown compound is not there, and an id that can not be one is said to be wrong', async () => {
    const { app } = await startTestApp();
    const headers = as('controller');
    const unknown = await app.inject({ url: '/api/v1/compounds/moon/policy', headers });
    expect(unknown.statusCode).toBe(404);
    expect(unknown.json()).toMatchObject({ code: 'not-found', details: { kind: 'compound', id: 'moon' } });
    const odd = await app.inject({ url: '/api/v1/compounds/Moon!/policy', headers });
    expect(odd.statusCode).toBe(400);
    expect(odd.json()).toMatchObject({ details: { path: 'path/compound' } });
  });
});
