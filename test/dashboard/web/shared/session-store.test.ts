import { beforeEach, describe, expect, it } from 'vitest';
import { SessionStore } from '#dashboard/web/shared/session-store.js';
import { SECOND } from '#core/units/instant.js';
import { ManualClock } from '../../../support/manual-clock.js';
import { FakeApi } from './fake-api.js';

const ADMIN = { user: 'admin', role: 'administrator' };
const LOGIN = { user: 'admin', password: 'river-lamp-94' };

describe('the session of a page', () => {
  let clock: ManualClock;
  let api: FakeApi;
  let session: SessionStore;

  beforeEach(() => {
    clock = new ManualClock();
    api = new FakeApi();
    session = new SessionStore(api, clock);
  });

  it('is found at the start', async () => {
    api.ok('GET /session', ADMIN);
    await session.check();
    expect(session.view.value).toEqual({ kind: 'in', session: ADMIN });
  });

  it('asks to log in when there is none', async () => {
    api.fail('GET /session', 401);
    await session.check();
    expect(session.view.value).toEqual({ kind: 'out', ended: false });
  });

  it('waits for a service that can not be reached', async () => {
    await session.check();
    expect(session.view.value.kind).toBe('waiting');
    api.ok('GET /session', ADMIN);
    await clock.advance(3 * SECOND);
    expect(session.view.value.kind).toBe('in');
  });

  it('begins by logging in and ends by logging out', async () => {
    api.ok('POST /session', ADMIN);
    expect(await session.logIn(LOGIN)).toBeNull();
    expect(session.view.value.kind).toBe('in');
    await session.logOut();
    expect(session.view.value).toEqual({ kind: 'out', ended: false });
    expect(api.requests).toContain('DELETE /session');
  });

  it('says that it has ended when the service no longer knows it', async () => {
    api.ok('POST /session', ADMIN);
    await session.logIn(LOGIN);
    api.fail('GET /session', 401);
    await session.check();
    expect(session.view.value).toEqual({ kind: 'out', ended: true });
  });

  it('outlives a service that is away for a while', async () => {
    api.ok('POST /session', ADMIN);
    await session.logIn(LOGIN);
    const before = session.view.value;
    await session.check();
    expect(session.view.value).toBe(before);
  });

  it.each([
    [401, {}, { kind: 'wrong' }],
    [429, { details: { seconds: 40 } }, { kind: 'throttled', seconds: 40 }],
    [429, {}, { kind: 'throttled', seconds: 60 }],
    [503, { code: 'not-ready' }, { kind: 'failed', message: 'not-ready' }],
  ])('names what stands in the way of logging in (%d)', async (status, fault, problem) => {
    api.fail('POST /session', status, fault);
    expect(await session.logIn(LOGIN)).toEqual(problem);
    expect(session.view.value.kind).toBe('checking');
  });

  it('says when the service can not be reached to log in', async () => {
    expect(await session.logIn(LOGIN)).toEqual({ kind: 'unreachable' });
  });
});
