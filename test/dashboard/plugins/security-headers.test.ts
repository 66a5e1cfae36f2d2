import { describe, expect, it } from 'vitest';
import { as, startTestApp } from '../support/test-app.js';

const paths = ['/healthz', '/nowhere', '/metrics', '/api/docs', '/api/v1/gates', '/api/openapi.json'];

const POLICY =
  "default-src 'self';base-uri 'none';form-action 'self';frame-ancestors 'none';object-src 'none'";

describe('every answer', () => {
  it.each(paths)('at %s lets nothing in from outside and can not be framed', async (url) => {
    const { app } = await startTestApp();
    const { headers } = await app.inject({ url, headers: as('administrator') });
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain(POLICY);
    // The page of the interface alone may show pictures that stand in its own style sheet.
    if (url !== '/api/docs') expect(policy).toBe(POLICY);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['x-frame-options']).toBe('DENY');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('asks for HTTPS only where people come over HTTPS', async () => {
    const plain = await startTestApp();
    expect((await plain.app.inject('/healthz')).headers).not.toHaveProperty('strict-transport-security');
    const secure = await startTestApp({ secureCookies: true });
    const { headers } = await secure.app.inject('/healthz');
    expect(headers['strict-transport-security']).toMatch(/^max-age=\d{8}/);
    expect(headers['content-security-policy']).not.toContain('upgrade-insecure-requests');
  });
});
