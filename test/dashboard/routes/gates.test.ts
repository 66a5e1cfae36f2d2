import { describe, expect, it } from 'vitest';
import { as, startTestApp } from '../support/test-app.js';

const NORTH = { id: 'north', compound: 'sunny', name: '北门' };

describe('the gates', () => {
  it.each(['administrator', 'controller', 'community'] as const)('are listed for a %s', async (role) => {
    const { app } = await startTestApp();
    const answer = await app.inject({ url: '/api/v1/gates', headers: as(role) });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({
      items: [{ id: 'east', name: '东门', timezone: 'Asia/Shanghai', state: 'online' }],
      next: null,
    });
  });

  it('grow by one, which answers its MQTT password', async () => {
    const { app } = await startTestApp();
    const headers = as('administrator');
    const answer = await app.inject({ method: 'POST', url: '/api/v1/gates', headers, payload: NORTH });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({
      gate: { ...NORTH, state: 'never-seen' },
      password: 'mqtt-password',
    });
    const list = await app.inject({ url: '/api/v1/gates', headers });
    expect(list.json()).toMatchObject({ items: [{ id: 'east' }, { id: 'north' }] });
    expect(list.body).not.toContain('mqtt-password');
  });

  it.each(['controller', 'community'] as const)('are not added by a %s', async (role) => {
    const { app, central } = await startTestApp();
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/gates',
      headers: as(role),
      payload: NORTH,
    });
    expect(answer.statusCode).toBe(403);
    expect(answer.json()).toEqual({
      code: 'not-allowed',
      message: `the role ${role} may not do this`,
      details: { role },
    });
    expect(central.gateStates.has('north')).toBe(false);
  });

  it('are not added twice', async () => {
    const { app } = await startTestApp();
    const payload = { ...NORTH, id: 'east' };
    const headers = as('administrator');
    const answer = await app.inject({ method: 'POST', url: '/api/v1/gates', headers, payload });
    expect(answer.statusCode).toBe(409);
    expect(answer.json()).toMatchObject({ code: 'already-exists', details: { kind: 'gate', id: 'east' } });
  });

  it('need a compound that is there', async () => {
    const { app } = await startTestApp();
    const payload = { ...NORTH, compound: 'moon' };
    const headers = as('administrator');
    const answer = await app.inject({ method: 'POST', url: '/api/v1/gates', headers, payload });
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({ code: 'not-found', message: 'there is no compound "moon"' });
  });

  it.each([
    [{ ...NORTH, id: 'North Gate' }, 'body/id must match pattern'],
    [{ ...NORTH, name: '' }, 'body/name must not have fewer than 1 characters'],
    [{ id: 'north', name: 'x' }, 'body must have compound'],
    [{ ...NORTH, lanes: 2 }, 'body has the unknown field lanes'],
    [{ ...NORTH, id: 'a'.repeat(33) }, 'body/id must match pattern'],
  ])('are refused with what is wrong: %j', async (payload, problem) => {
    const { app } = await startTestApp();
    const headers = as('administrator');
    const answer = await app.inject({ method: 'POST', url: '/api/v1/gates', headers, payload });
    expect(answer.statusCode).toBe(400);
    expect(answer.json<{ message: string }>().message).toContain(problem);
  });
});
