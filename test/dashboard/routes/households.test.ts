import { describe, expect, it } from 'vitest';
import { householdId } from '#core/units/ids.js';
import { household } from '../../support/central-fixtures.js';
import { FakeCentral } from '../../support/fake-central.js';
import { as, startTestApp } from '../support/test-app.js';

const url = '/api/v1/compounds/sunny/households/3-2-501';

interface HouseholdPage {
  readonly items: readonly { id: string }[];
  readonly next: string | null;
}

function centralWithHouseholds(count: number): FakeCentral {
  const central = new FakeCentral();
  for (let room = 1; room <= count; room += 1) {
    const id = householdId(`3-2-${room}`);
    central.householdList.set(`sunny/${id}`, household({ id }));
  }
  return central;
}

describe('the households', () => {
  it('are added with their residents by the community office', async () => {
    const { app } = await startTestApp();
    const payload = { residents: [{ id: 'r1', name: '李梅' }] };
    const put = await app.inject({ method: 'PUT', url, headers: as('community'), payload });
    expect(put.statusCode).toBe(200);
    const get = await app.inject({ url, headers: as('controller') });
    expect(get.json()).toEqual({
      id: '3-2-501',
      compound: 'sunny',
      residents: [{ id: 'r1', name: '李梅' }],
      passes: [],
      outings: [],
      nextOutingAt: null,
      feverAlarm: null,
    });
  });

  it('are not changed by controllers', async () => {
    const { app } = await startTestApp();
    const payload = { residents: [] };
    const answer = await app.inject({ method: 'PUT', url, headers: as('controller'), payload });
    expect(answer.statusCode).toBe(403);
  });

  it('come page by page, each going on where the last one ended', async () => {
    const { app } = await startTestApp({}, centralWithHouseholds(5));
    const pageAfter = async (after: string): Promise<HouseholdPage> => {
      const url = `/api/v1/households?compound=sunny&limit=2&after=${after}`;
      const answer = await app.inject({ url, headers: as('community') });
      return answer.json<HouseholdPage>();
    };
    const seen: string[][] = [];
    let page = await pageAfter('');
    seen.push(page.items.map((item) => item.id));
    while (page.next !== null) {
      page = await pageAfter(page.next);
      seen.push(page.items.map((item) => item.id));
    }
    expect(seen).toEqual([['3-2-1', '3-2-2'], ['3-2-3', '3-2-4'], ['3-2-5']]);
  });

  it('come a hundred at a time when no limit is given', async () => {
    const { app } = await startTestApp({}, centralWithHouseholds(101));
    const headers = as('community');
    const page = await app.inject({ url: '/api/v1/households?compound=sunny', headers });
    expect(page.json<{ items: unknown[] }>().items).toHaveLength(100);
  });

  it('are searched by a part of the id', async () => {
    const { app } = await startTestApp({}, centralWithHouseholds(12));
    const headers = as('community');
    const page = await app.inject({ url: '/api/v1/households?compound=sunny&q=2-12', headers });
    expect(page.json()).toMatchObject({ items: [{ id: '3-2-12' }], next: null });
  });

  it.each([
    ['', 'query must have compound'],
    ['?compound=', 'query must have compound'],
    ['?compound=sunny&limit=0', 'query/limit must be >= 1'],
    ['?compound=sunny&limit=501', 'query/limit must be <= 500'],
    ['?compound=sunny&limit=1.5', 'query/limit must be integer'],
    ['?compound=sunny&limit=1e2', 'query/limit must be integer'],
    ['?compound=sunny&limit=ten', 'query/limit must be integer'],
    ['?compound=sunny&compound=moon', 'query/compound must be string'],
    ['?compound=sunny&page=2', 'query has the unknown field page'],
    [`?compound=sunny&q=${'x'.repeat(65)}`, 'query/q must not have more than 64 characters'],
  ])('are not guessed from the query %s', async (query, problem) => {
    const { app } = await startTestApp();
    const answer = await app.inject({ url: `/api/v1/households${query}`, headers: as('community') });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'request-invalid', details: { problem } });
  });

  it.each([
    [{}, 'body must have residents'],
    [{ residents: [{ id: 'r1' }] }, 'body/residents/0 must have name'],
    [{ residents: [{ id: 'R 1', name: 'x' }] }, 'body/residents/0/id must match pattern'],
    [{ residents: [{ id: 'r1', name: 'x', phone: '1' }] }, 'body/residents/0 has the unknown field phone'],
  ])('are refused with what is wrong: %j', async (payload, problem) => {
    const { app } = await startTestApp();
    const answer = await app.inject({ method: 'PUT', url, headers: as('community'), payload });
    expect(answer.statusCode).toBe(400);
    expect(answer.json<{ message: string }>().message).toContain(problem);
  });

  it('that are unknown are not there', async () => {
    const { app } = await startTestApp();
    const answer = await app.inject({ url, headers: as('community') });
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({ details: { kind: 'household', id: '3-2-501' } });
  });
});
