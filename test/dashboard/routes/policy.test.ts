import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY_RULES } from '#core/policy/policy.js';
import { FIXTURE_TIME } from '../../support/central-fixtures.js';
import { as, startTestApp, type TestApp } from '../support/test-app.js';

const URL = '/api/v1/compounds/sunny';
const SEALED = { ...DEFAULT_POLICY_RULES, level: 'sealed' };

const send = ({ app }: TestApp, path: string, payload: object) =>
  app.inject({ method: 'POST', url: `${URL}/policy/${path}`, headers: as('controller'), payload });

describe('the versions of a policy', () => {
  it('carry who made them, why, and from when on they count', async () => {
    const { app } = await startTestApp();
    const later = FIXTURE_TIME + 1000;
    const url = `${URL}/policy?reason=${encodeURIComponent('疫情')}&effectiveAt=${later}`;
    const made = await app.inject({ method: 'PUT', url, headers: as('controller'), payload: SEALED });
    expect(made.json()).toMatchObject({ author: 'controller', reason: '疫情', effectiveAt: later });
    const list = await app.inject({ url: `${URL}/policies`, headers: as('community') });
    expect(list.json()).toMatchObject({
      items: [{ version: 2, reason: '疫情' }, { version: 1 }],
      next: null,
    });
  });

  it('switch the level, and go one step back', async () => {
    const test = await startTestApp();
    expect((await send(test, 'level', { level: 'sealed', reason: 'x' })).json()).toMatchObject({
      version: 2,
      rules: SEALED,
    });
    expect((await send(test, 'previous', {})).json()).toMatchObject({
      version: 3,
      rules: DEFAULT_POLICY_RULES,
    });
  });

  it('tell their difference in both languages', async () => {
    const test = await startTestApp();
    await send(test, 'level', { level: 'sealed' });
    const url = `${URL}/policy/difference?from=1&to=2`;
    const answer = await test.app.inject({ url, headers: as('community') });
    expect(answer.json()).toMatchObject({
      items: [
        { path: 'level', title: { zh: '等级', en: 'Level' }, sentence: { en: 'Level: controlled → sealed' } },
      ],
    });
  });

  it('are tried on the ledger before they count', async () => {
    const test = await startTestApp();
    const answer = await send(test, 'trial', { policy: SEALED, days: 7 });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ entries: 0, isWhole: true });
    expect(test.central.policies.trials).toEqual([{ policy: SEALED, days: 7 }]);
    expect((await send(test, 'trial', { policy: SEALED, days: 61 })).statusCode).toBe(400);
  });

  it.each(['level', 'previous', 'withdraw', 'trial'])(
    'are not changed by the community office: %s',
    async (path) => {
      const { app } = await startTestApp();
      const headers = as('community');
      const answer = await app.inject({ method: 'POST', url: `${URL}/policy/${path}`, headers, payload: {} });
      expect(answer.statusCode).toBe(403);
    },
  );

  it.each([
    ['level', { level: 'shut' }],
    ['level', { level: 'open', from: 1 }],
    ['withdraw', {}],
    ['trial', { policy: DEFAULT_POLICY_RULES }],
  ])('refuse what does not fit: %s %j', async (path, payload) => {
    expect((await send(await startTestApp(), path, payload)).statusCode).toBe(400);
  });
});
