import { describe, expect, it } from 'vitest';
import { alarm, entryRecord, gateState } from '../support/central-fixtures.js';
import { gateId } from '#core/units/ids.js';
import { as, startTestApp } from './support/test-app.js';

describe('/healthz', () => {
  it('answers without a log-in', async () => {
    const { app } = await startTestApp();
    expect((await app.inject('/healthz')).json()).toEqual({ status: 'ok', version: '1.2.3' });
  });
});

describe('/readyz', () => {
  it('is ready when the service is', async () => {
    const { app } = await startTestApp();
    const answer = await app.inject('/readyz');
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({ status: 'ready' });
  });

  it('says why it is not', async () => {
    const { app, central } = await startTestApp();
    central.state = { ready: false, problem: 'the disk is full' };
    const answer = await app.inject('/readyz');
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toMatchObject({
      code: 'not-ready',
      message: 'the service is not ready: the disk is full',
    });
  });
});

describe('/metrics', () => {
  it('counts entries by verdict, and nothing else of the live feed', async () => {
    const { app, central } = await startTestApp();
    central.live.publish({ kind: 'entry', entry: entryRecord(), replayed: false });
    central.live.publish({ kind: 'entry', entry: entryRecord({ seq: 2 }), replayed: true });
    central.live.publish({ kind: 'entry', entry: entryRecord({ verdict: 'fever' }), replayed: false });
    central.live.publish({ kind: 'alarm', alarm: alarm() });
    const { body, headers } = await app.inject('/metrics');
    expect(headers['content-type']).toMatch(/^text\/plain; version=/);
    expect(body).toContain('gatehouse_entries_total{verdict="allow"} 2\n');
    expect(body).toContain('gatehouse_entries_total{verdict="fever"} 1\n');
  });

  it('tells the state of the gates and what could not be read', async () => {
    const { app, central } = await startTestApp();
    central.gateStates.set('west', gateState({ id: gateId('west'), state: 'offline', quarantined: 3 }));
    const { body } = await app.inject('/metrics');
    expect(body).toContain('gatehouse_gates{state="online"} 1\n');
    expect(body).toContain('gatehouse_gates{state="offline"} 1\n');
    expect(body).toContain('gatehouse_gates{state="never-seen"} 0\n');
    expect(body).toContain('gatehouse_quarantined_messages 3\n');
    expect(body).toContain('gatehouse_live_viewers 0\n');
  });

  it('times requests by the pattern of their route, never by an address that could hold a name', async () => {
    const { app } = await startTestApp();
    await app.inject({ url: '/api/v1/households?compound=sunny&q=secret', headers: as('community') });
    await app.inject({ url: '/api/v1/compounds/secret/policy', headers: as('community') });
    await app.inject('/secret');
    const { body } = await app.inject('/metrics');
    const count = 'gatehouse_http_request_duration_seconds_count';
    expect(body).toContain(`${count}{method="GET",route="/api/v1/households",status="200"} 1`);
    expect(body).toContain(
      `${count}{method="GET",route="/api/v1/compounds/:compound/policy",status="404"} 1`,
    );
    expect(body).toContain(`${count}{method="GET",route="none",status="404"} 1`);
    expect(body).not.toContain('secret');
  });

  it('belong to one app: a second one counts for itself', async () => {
    const first = await startTestApp();
    const second = await startTestApp();
    first.central.live.publish({ kind: 'entry', entry: entryRecord(), replayed: false });
    expect((await second.app.inject('/metrics')).body).not.toContain('gatehouse_entries_total{');
  });
});

describe('the log', () => {
  it('names who changed something and by which route, and no personal data', async () => {
    const { app, lines } = await startTestApp();
    const payload = { residents: [{ id: 'r1', name: '李梅' }] };
    const url = '/api/v1/compounds/sunny/households/3-2-501';
    await app.inject({ method: 'PUT', url, headers: as('community'), payload });
    const changes = lines.filter((line) => line.level === 'info');
    expect(changes).toHaveLength(1);
    expect(changes[0]?.fields).toMatchObject({
      method: 'PUT',
      route: '/api/v1/compounds/:compound/households/:household',
      status: 200,
      user: 'community',
    });
    expect(JSON.stringify(lines)).not.toMatch(/李梅|3-2-501|community-token/);
  });
});

describe('a closed app', () => {
  it('no longer listens to the service', async () => {
    const { app, central, clock } = await startTestApp();
    expect(central.live.listeners).toBe(2);
    await app.close();
    expect(central.live.listeners).toBe(0);
    await clock.advance(1000);
    expect(clock.pendingTimers).toBe(0);
  });
});
