import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { routesOf } from '../support/route-walk.js';
import { as, startTestApp } from '../support/test-app.js';

/** Values that look right at a glance, mixed with any JSON. */
const nearly = fc.oneof(
  fc.json({ maxDepth: 3 }),
  fc
    .record(
      {
        id: fc.oneof(fc.constant('moon'), fc.string()),
        compound: fc.oneof(fc.constant('sunny'), fc.string()),
        name: fc.string({ unit: 'binary' }),
        timezone: fc.string(),
        kind: fc.oneof(fc.constant('purchase'), fc.string()),
        household: fc.oneof(fc.constant('3-2-501'), fc.string()),
        user: fc.string(),
        password: fc.string(),
        residents: fc.array(fc.record({ id: fc.string(), name: fc.string() }), { maxLength: 3 }),
        expires: fc.oneof(fc.integer(), fc.double()),
      },
      { requiredKeys: [] },
    )
    .map((value) => JSON.stringify(value)),
);

const name = fc.oneof(fc.constantFrom('sunny', 'p-1', '1'), fc.string({ minLength: 1 }));

describe('any request', () => {
  it('gets an answer in the form of its route, and never a fault of the service', async () => {
    const { app, central, lines } = await startTestApp();
    // The live stream does not end, and the log-out would turn all that follows away.
    const routes = routesOf(app).filter(
      ({ path, method }) => /^\/api\/v1\/(?!live)/.test(path) && method !== 'DELETE',
    );
    const parts = fc.record({
      route: fc.constantFrom(...routes),
      names: fc.tuple(name, name),
      query: fc.oneof(fc.constant(''), fc.webQueryParameters()),
      payload: nearly,
    });
    const statuses = new Set<number>();
    await fc.assert(
      fc.asyncProperty(parts, async ({ route, names, query, payload }) => {
        let at = 0;
        const path = route.path.replaceAll(/\{\w+\}/g, () => encodeURIComponent(names[at++] ?? ''));
        const answer = await app.inject({
          method: route.method as 'POST',
          url: `${path}?${query}`,
          headers: { ...as('administrator'), 'content-type': 'application/json' },
          payload,
        });
        statuses.add(answer.statusCode);
        expect(answer.statusCode).toBeLessThan(500);
        if (answer.statusCode < 400) return;
        expect(answer.json()).toEqual({
          code: expect.stringMatching(/^[a-z-]+$/) as string,
          message: expect.stringMatching(/^[^\p{Cc}]+$/u) as string,
          details: expect.any(Object) as object,
        });
      }),
      { numRuns: 600 },
    );
    expect(lines.filter((line) => line.level === 'error')).toEqual([]);
    // Some of them were good, so the generator reaches behind the checks.
    expect([...statuses]).toEqual(expect.arrayContaining([200, 400]));
    expect(central.accounts.sessions.has('chief-token')).toBe(true);
  });
});
