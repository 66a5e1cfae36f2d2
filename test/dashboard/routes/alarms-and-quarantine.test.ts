import { describe, expect, it } from 'vitest';
import { gateId } from '#core/units/ids.js';
import { FIXTURE_TIME, alarm } from '../../support/central-fixtures.js';
import { FakeCentral } from '../../support/fake-central.js';
import { as, startTestApp } from '../support/test-app.js';

describe('the alarms', () => {
  it('are listed, all or by state', async () => {
    const central = new FakeCentral();
    central.alarmList.push(alarm({ id: 1 }), alarm({ id: 2, state: 'cleared' }));
    const { app } = await startTestApp({}, central);
    const headers = as('community');
    const all = await app.inject({ url: '/api/v1/alarms', headers });
    expect(all.json()).toEqual({ items: central.alarmList, next: null });
    const fresh = await app.inject({ url: '/api/v1/alarms?state=new', headers });
    expect(fresh.json()).toEqual({ items: [alarm({ id: 1 })], next: null });
    const wrong = await app.inject({ url: '/api/v1/alarms?state=old', headers });
    expect(wrong.statusCode).toBe(400);
    expect(wrong.json()).toMatchObject({
      details: { problem: 'query/state must be one of new, acknowledged, owned, resolved, cleared' },
    });
  });
});

describe('an alarm', () => {
  const URL = '/api/v1/alarms/1';
  const start = async () => {
    const central = new FakeCentral();
    central.alarmList.push(alarm({ id: 1 }));
    return startTestApp({}, central);
  };

  it.each([
    ['acknowledge', undefined, { kind: 'acknowledge' }],
    ['own', undefined, { kind: 'own' }],
    ['unshelve', undefined, { kind: 'unshelve' }],
    ['resolve', { outcome: 'hospital' }, { kind: 'resolve', outcome: 'hospital', note: '' }],
    ['shelve', { reason: 'waiting', minutes: 30 }, { kind: 'shelve', reason: 'waiting', minutes: 30 }],
  ])('is answered in the name of who asks: %s', async (step, payload, order) => {
    const { app, central } = await start();
    const request = { method: 'POST', url: `${URL}/${step}`, headers: as('controller') } as const;
    const answer = await app.inject(payload === undefined ? request : { ...request, payload });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ id: 1 });
    expect(central.alarms.orders).toEqual([{ id: 1, order, user: 'controller' }]);
    const events = await app.inject({ url: `${URL}/events`, headers: as('community') });
    expect(events.json()).toMatchObject({ items: [{ by: 'controller', action: step }], next: null });
  });

  it('that is resolved takes no more steps, and one that is not there is not found', async () => {
    const { app } = await start();
    const post = (path: string, payload?: object) =>
      app.inject({
        method: 'POST',
        url: `/api/v1/alarms/${path}`,
        headers: as('controller'),
        ...(payload && { payload }),
      });
    expect((await post('1/resolve', { outcome: 'handled' })).statusCode).toBe(200);
    expect((await post('1/own')).json()).toMatchObject({ code: 'alarm-refused' });
    expect((await post('2/own')).statusCode).toBe(404);
    expect((await post('1/resolve', { outcome: 'forgotten' })).statusCode).toBe(400);
    expect((await post('1/shelve', { reason: 'waiting', minutes: 481 })).statusCode).toBe(400);
    expect((await post('one/own')).statusCode).toBe(400);
  });

  it('is answered by the command room alone', async () => {
    const { app } = await start();
    const answer = await app.inject({ method: 'POST', url: `${URL}/acknowledge`, headers: as('community') });
    expect(answer.statusCode).toBe(403);
  });
});

describe('the quarantine', () => {
  const message = {
    id: 1,
    gate: gateId('east'),
    topic: 'gatehouse/v1/gates/east/entries',
    problem: 'it is not JSON',
    excerpt: '\\u0000<script>',
    receivedAt: FIXTURE_TIME,
  };

  it('is shown to the command room page by page', async () => {
    const central = new FakeCentral();
    central.quarantined.push(message, { ...message, id: 2 });
    const { app } = await startTestApp({}, central);
    const answer = await app.inject({ url: '/api/v1/quarantine?limit=1', headers: as('controller') });
    expect(answer.json()).toEqual({ items: [message], next: '1' });
    const rest = await app.inject({ url: '/api/v1/quarantine?after=1', headers: as('administrator') });
    expect(rest.json()).toEqual({ items: [{ ...message, id: 2 }], next: null });
  });

  it('is not shown to the community office', async () => {
    const { app } = await startTestApp();
    const answer = await app.inject({ url: '/api/v1/quarantine', headers: as('community') });
    expect(answer.statusCode).toBe(403);
  });
});
