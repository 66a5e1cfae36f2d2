import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { as, startTestApp } from '../support/test-app.js';

async function builtPages(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-pages-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const root = join(folder, 'web');
  await mkdir(join(root, 'assets'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await writeFile(join(root, 'index.html'), '<!doctype html><title>Gatehouse</title>');
  await writeFile(join(root, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(join(root, 'assets', 'main-1a2b3c.js'), 'export {};');
  return root;
}

describe('the web pages', () => {
  it('begin at the root, and are asked for again each time', async () => {
    const { app } = await startTestApp({ webRoot: await builtPages() });
    const answer = await app.inject('/');
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('<title>Gatehouse</title>');
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.headers['cache-control']).toBe('no-cache');
    expect(answer.headers['content-security-policy']).toContain("default-src 'self'");
    const icon = await app.inject('/favicon.svg');
    expect(icon.headers['cache-control']).toBe('no-cache');
  });

  it('have parts with a hash in their name, which stay in the browser', async () => {
    const { app } = await startTestApp({ webRoot: `${await builtPages()}/` });
    const answer = await app.inject('/assets/main-1a2b3c.js');
    expect(answer.headers['content-type']).toMatch(/^(?:application|text)\/javascript/);
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it('answer 304 when the browser has them already', async () => {
    const { app } = await startTestApp({ webRoot: await builtPages() });
    const { headers } = await app.inject('/');
    const again = await app.inject({ url: '/', headers: { 'if-none-match': String(headers.etag) } });
    expect(again.statusCode).toBe(304);
  });

  it.each(['/../secret.txt', '/assets/..%2f..%2fsecret.txt', '/%2e%2e/secret.txt', '/assets/', '/none.js'])(
    'do not reach outside their folder: %s',
    async (url) => {
      const { app } = await startTestApp({ webRoot: await builtPages() });
      const answer = await app.inject(url);
      expect(answer.statusCode).toBe(404);
      expect(answer.json()).toMatchObject({ code: 'route-unknown' });
    },
  );

  it('leave the interface for programs as it is', async () => {
    const { app } = await startTestApp({ webRoot: await builtPages() });
    expect((await app.inject({ url: '/api/v1/gates', headers: as('controller') })).statusCode).toBe(200);
    expect((await app.inject('/api/v1/nothing')).json()).toMatchObject({ code: 'route-unknown' });
  });

  it('are not there when none were given', async () => {
    const { app } = await startTestApp();
    expect((await app.inject('/')).statusCode).toBe(404);
  });
});
