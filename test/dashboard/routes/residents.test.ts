import { describe, expect, it } from 'vitest';
import type { Role } from '#core/api/accounts.js';
import { FakeCentral } from '../../support/fake-central.js';
import { as, startTestApp } from '../support/test-app.js';

const HOUSEHOLD = '/api/v1/compounds/sunny/households/3-2-501';
const RESIDENT = `${HOUSEHOLD}/residents/r1`;
const NO_CONTACT = { phone: null, relation: null, notes: null };

function centralWithLiMei(): FakeCentral {
  const central = new FakeCentral();
  central.register.people.set('sunny/3-2-501/r1', {
    id: 'r1',
    name: '李梅',
    isolated: false,
    contact: NO_CONTACT,
    care: [],
    idNumberEnd: '002X',
    isolationOrders: [],
  });
  central.register.sealed.set('sunny/3-2-501', { sealed: false, reason: null, author: null, at: null });
  return central;
}

async function asker(role: Role) {
  const { app } = await startTestApp({}, centralWithLiMei());
  return (method: 'GET' | 'PUT' | 'POST' | 'DELETE', url: string, payload?: object) =>
    app.inject({ method, url, headers: as(role), ...(payload === undefined ? {} : { payload }) });
}

describe('a resident', () => {
  it('is shown to everyone who is logged in', async () => {
    const ask = await asker('controller');
    expect((await ask('GET', RESIDENT)).json()).toMatchObject({ name: '李梅', idNumberEnd: '002X' });
    expect((await ask('GET', `${HOUSEHOLD}/residents/r2`)).statusCode).toBe(404);
  });

  it('gets contact and care from the community office alone', async () => {
    const contact = { phone: '13800138000', relation: '户主', notes: null };
    const ask = await asker('community');
    expect((await ask('PUT', `${RESIDENT}/contact`, contact)).json()).toMatchObject({ contact });
    expect((await ask('PUT', `${RESIDENT}/care`, { marks: ['dialysis'] })).json()).toMatchObject({
      care: ['dialysis'],
    });
    expect((await ask('DELETE', `${RESIDENT}/contact`)).statusCode).toBe(204);
    expect((await ask('GET', RESIDENT)).json()).toMatchObject({
      contact: NO_CONTACT,
      idNumberEnd: null,
      care: ['dialysis'],
    });
    const stranger = await asker('controller');
    expect((await stranger('PUT', `${RESIDENT}/contact`, contact)).statusCode).toBe(403);
    expect((await stranger('DELETE', `${RESIDENT}/contact`)).statusCode).toBe(403);
  });

  it('is put under isolation and let out again, with a reason and a name', async () => {
    const ask = await asker('controller');
    const until = Date.UTC(2026, 5, 1);
    const set = await ask('POST', `${RESIDENT}/isolation`, { isolated: true, reason: '密接', until });
    expect(set.json()).toMatchObject({
      isolated: true,
      isolationOrders: [{ author: 'controller', reason: '密接', until }],
    });
    const lifted = await ask('POST', `${RESIDENT}/isolation`, { isolated: false, reason: '阴性' });
    expect(lifted.json()).toMatchObject({ isolated: false });
  });

  it.each([
    ['contact', 'PUT', { phone: '1' }, 'body must have relation, notes'],
    ['care', 'PUT', { marks: ['tired'] }, 'body/marks/0 must be one of'],
    ['isolation', 'POST', { isolated: true }, 'body must have reason'],
    [
      'isolation',
      'POST',
      { isolated: true, reason: 'x' },
      'body/reason must not have fewer than 2 characters',
    ],
  ] as const)('is not changed by a wrong %s', async (...[path, method, payload, problem]) => {
    const ask = await asker('administrator');
    const answer = await ask(method, `${RESIDENT}/${path}`, payload);
    expect(answer.statusCode).toBe(400);
    expect(answer.json<{ message: string }>().message).toContain(problem);
  });
});

describe('a household', () => {
  it('is sealed and unsealed by the command room, with a reason', async () => {
    const ask = await asker('controller');
    expect((await ask('GET', `${HOUSEHOLD}/seal`)).json()).toMatchObject({ sealed: false });
    const sealed = await ask('POST', `${HOUSEHOLD}/seal`, { reason: '密接' });
    expect(sealed.json()).toMatchObject({ sealed: true, reason: '密接', author: 'controller' });
    expect((await ask('POST', `${HOUSEHOLD}/unseal`, { reason: '解封' })).json()).toMatchObject({
      sealed: false,
    });
    expect((await ask('POST', `${HOUSEHOLD}/seal`, {})).statusCode).toBe(400);
    const office = await asker('community');
    expect((await office('POST', `${HOUSEHOLD}/seal`, { reason: '密接' })).statusCode).toBe(403);
    expect((await office('GET', `${HOUSEHOLD}/seal`)).statusCode).toBe(200);
  });
});
