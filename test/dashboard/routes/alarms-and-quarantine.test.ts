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
      details: { problem: 'query/state must be one of new, acknowledged, cleared' },
    });
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
