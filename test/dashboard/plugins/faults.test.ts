import { describe, expect, it } from 'vitest';
import { GateError } from '#core/errors/gate-error.js';
import { BODY_LIMIT } from '#dashboard/fault-answer.js';
import { FakeCentral } from '../../support/fake-central.js';
import { as, startTestApp } from '../support/test-app.js';

const ID = '00000000-0000-4000-8000-000000000001';

function centralThatThrows(error: unknown): FakeCentral {
  const central = new FakeCentral();
  const fail = (): never => {
    throw error;
  };
  Object.assign(central.gates, { list: fail });
  Object.assign(central, { readiness: fail });
  return central;
}

describe('a fault', () => {
  it('nobody foresaw is answered with an id, and told in full in the log alone', async () => {
    const { app, lines } = await startTestApp({}, centralThatThrows(new TypeError('secret inside')));
    const answer = await app.inject({ url: '/api/v1/gates', headers: as('administrator') });
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toEqual({
      code: 'internal-fault',
      message: `an unexpected fault happened; it is in the log of the service under ${ID}`,
      details: { id: ID },
    });
    const errors = lines.filter((line) => line.level === 'error');
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({
      fields: { id: ID, route: '/api/v1/gates' },
      message: 'a request failed: secret inside',
    });
    expect((await app.inject('/healthz')).statusCode).toBe(200);
  });

  it.each(['text', null, undefined, 7])(
    'that is not even an error (%s) is answered all the same',
    async (odd) => {
      const { app } = await startTestApp({}, centralThatThrows(odd));
      const answer = await app.inject({ url: '/api/v1/gates', headers: as('administrator') });
      expect(answer.statusCode).toBe(500);
      expect(answer.json()).toMatchObject({ code: 'internal-fault' });
    },
  );

  it('of the service is told to people who are logged in, and kept from strangers', async () => {
    const fault = new GateError('database-failed', {
      path: '/data/l.db',
      action: 'read',
      problem: 'disk full',
    });
    const { app, lines } = await startTestApp({}, centralThatThrows(fault));
    const told = await app.inject({ url: '/api/v1/gates', headers: as('administrator') });
    expect(told.statusCode).toBe(500);
    expect(told.json()).toMatchObject({ code: 'database-failed', details: { problem: 'disk full' } });
    const stranger = await app.inject('/readyz');
    expect(stranger.json()).toMatchObject({ code: 'internal-fault' });
    expect(stranger.body).not.toContain('/data');
    expect(lines.filter((line) => line.level === 'error')).toHaveLength(2);
  });

  it('of a body that is too large names the limit', async () => {
    const { app } = await startTestApp();
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/compounds',
      headers: as('administrator'),
      payload: { id: 'moon', name: 'x'.repeat(BODY_LIMIT), timezone: 'UTC' },
    });
    expect(answer.statusCode).toBe(413);
    expect(answer.json()).toMatchObject({ code: 'request-too-large', details: { limit: BODY_LIMIT } });
  });

  it('of an unknown address names it, escaped and without its query', async () => {
    const { app } = await startTestApp();
    const answer = await app.inject('/nowhere%0Aforged?token=secret');
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({
      code: 'route-unknown',
      message: 'there is nothing at /nowhere%0Aforged',
    });
    const long = await app.inject(`/${'x'.repeat(5000)}`);
    expect(long.body.length).toBeLessThan(700);
  });

  it.each(['/api/v1/%zz', '/%', '/api/v1/entries/%ff/1'])(
    'of the address %s is the caller’s',
    async (url) => {
      const { app } = await startTestApp();
      const answer = await app.inject({ url, headers: as('administrator') });
      expect(answer.statusCode).toBe(400);
      expect(answer.json()).toMatchObject({ code: 'request-invalid' });
    },
  );
});
