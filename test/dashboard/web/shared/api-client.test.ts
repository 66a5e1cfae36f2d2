import { describe, expect, it } from 'vitest';
import { createApiClient } from '#dashboard/web/shared/api-client.js';

const UNREACHABLE = {
  ok: false,
  status: 0,
  fault: { code: 'service-unreachable', message: '', details: {} },
};

describe('the API client', () => {
  it('sends JSON under /api/v1 and answers the body', async () => {
    const sent: { address: string; init: RequestInit }[] = [];
    const api = createApiClient((address, init) => {
      sent.push({ address, init });
      return Promise.resolve(Response.json({ user: 'admin' }));
    });
    expect(await api.request('POST', '/session', { user: 'admin' })).toEqual({
      ok: true,
      body: { user: 'admin' },
    });
    expect(sent[0]?.address).toBe('/api/v1/session');
    expect(sent[0]?.init).toMatchObject({
      method: 'POST',
      credentials: 'same-origin',
      body: '{"user":"admin"}',
    });
  });

  it('takes an answer without a body', async () => {
    const api = createApiClient(() => Promise.resolve(new Response(null, { status: 204 })));
    expect(await api.request('DELETE', '/session')).toEqual({ ok: true, body: null });
  });

  it('gives a fault as a value', async () => {
    const fault = { code: 'login-wrong', message: 'user or password is wrong', details: { tries: 3 } };
    const api = createApiClient(() => Promise.resolve(Response.json(fault, { status: 401 })));
    expect(await api.request('POST', '/session', {})).toEqual({ ok: false, status: 401, fault });
  });

  it('survives a fault of another form', async () => {
    const api = createApiClient(() => Promise.resolve(Response.json('no', { status: 502 })));
    const fault = { code: 'unknown', message: '', details: {} };
    expect(await api.request('GET', '/gates')).toEqual({ ok: false, status: 502, fault });
  });

  it.each([
    ['the network is down', () => Promise.reject(new TypeError('failed to fetch'))],
    ['the answer is not JSON', () => Promise.resolve(new Response('<html>'))],
  ])('says that nothing could be had when %s', async (_case, fetch) => {
    expect(await createApiClient(fetch).request('GET', '/gates')).toEqual(UNREACHABLE);
  });
});
