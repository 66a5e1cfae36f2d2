import { describe, expect, it } from 'vitest';
import { FakeCentral } from '../../support/fake-central.js';
import { as, startTestApp } from '../support/test-app.js';

const NAMES = [
  'outside',
  'overdue',
  'next-outings',
  'not-seen-out',
  'conflicts',
  'overrides',
  'passes-at-two-gates',
];

describe('the derived lists', () => {
  const answerTo = async (
    path: string,
    central = new FakeCentral(),
    role: 'controller' | 'community' = 'controller',
  ) => {
    const { app } = await startTestApp({}, central);
    return app.inject({ url: `/api/v1/lists/${path}`, headers: as(role) });
  };

  it.each(NAMES)('have the route %s, of one compound, paged by key', async (name) => {
    const central = new FakeCentral();
    const answer = await answerTo(`${name}?compound=sunny&limit=5&after=k`, central);
    expect(answer.json()).toEqual({ items: [], next: null });
    expect(central.asked).toMatchObject([{ compound: 'sunny', limit: 5, after: 'k' }]);
  });

  it.each(NAMES)('say that %s needs a compound, and one that exists', async (name) => {
    expect((await answerTo(name)).statusCode).toBe(400);
    expect((await answerTo(`${name}?compound=river`)).statusCode).toBe(404);
  });

  it('count days from 7 on, and refuse what is no number of days', async () => {
    const central = new FakeCentral();
    await answerTo('not-seen-out?compound=sunny', central);
    await answerTo('not-seen-out?compound=sunny&days=14&care=only', central);
    expect(central.asked).toMatchObject([{ days: 7 }, { days: 14, care: 'only' }]);
    expect((await answerTo('not-seen-out?compound=sunny&days=0')).statusCode).toBe(400);
  });

  it('show overrides per duty worker to the command room alone', async () => {
    const answer = await answerTo('overrides?compound=sunny', new FakeCentral(), 'community');
    expect(answer.statusCode).toBe(403);
  });
});
