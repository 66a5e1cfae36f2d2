import { describe, expect, it } from 'vitest';
import { routesOf } from '../support/route-walk.js';
import { as, startTestApp } from '../support/test-app.js';

const OPEN = ['POST /api/v1/session'];

describe('every route', () => {
  it('under /api/v1 asks for a log-in, but for the log-in itself', async () => {
    const { app } = await startTestApp();
    const routes = routesOf(app).filter(({ path }) => path.startsWith('/api/v1/'));
    expect(routes.length).toBeGreaterThan(15);
    const open: string[] = [];
    for (const { method, path } of routes) {
      const answer = await app.inject({ method: method as 'GET', url: path.replaceAll(/[{}]/g, '') });
      if (answer.statusCode !== 401) open.push(`${method} ${path}`);
      else expect(answer.json()).toMatchObject({ code: 'not-logged-in' });
    }
    expect(open).toEqual(OPEN);
  });

  it('under /api/v1 refuses a token nobody has given out, a broken one, and an empty one', async () => {
    const { app } = await startTestApp();
    for (const authorization of [
      'Bearer nobody',
      'Bearer ',
      'Basic Y2hpZWY6eA==',
      'Bearer chief-token extra',
    ]) {
      const answer = await app.inject({ url: '/api/v1/gates', headers: { authorization } });
      expect(answer.statusCode).toBe(401);
    }
  });

  it('is described by the OpenAPI document, and the document describes no other', async () => {
    const { app } = await startTestApp();
    const document = (await app.inject('/api/openapi.json')).json<{
      paths: Record<string, Record<string, unknown>>;
    }>();
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const real = routesOf(app)
      .filter(({ path }) => !path.startsWith('/api/docs'))
      .map(({ method, path }) => `${method} ${path}`);
    expect(described.sort()).toEqual(real.sort());
  });

  it('says in the document what it does and which faults it may answer', async () => {
    const { app } = await startTestApp();
    const document = (await app.inject('/api/openapi.json')).json<{
      openapi: string;
      info: { version: string };
      paths: Record<string, Record<string, { summary?: string; responses: Record<string, unknown> }>>;
    }>();
    expect(document.openapi).toBe('3.1.0');
    expect(document.info.version).toBe('1.2.3');
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        expect(operation.summary, `${method} ${path}`).toBeTruthy();
        if (path.startsWith('/api/v1/')) expect(Object.keys(operation.responses)).toContain('4XX');
      }
    }
  });

  it('does not answer methods it does not have', async () => {
    const { app } = await startTestApp();
    const answer = await app.inject({
      method: 'DELETE',
      url: '/api/v1/gates',
      headers: as('administrator'),
    });
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toEqual({
      code: 'route-unknown',
      message: 'there is nothing at /api/v1/gates',
      details: { path: '/api/v1/gates' },
    });
  });
});
