import { describe, expect, it } from 'vitest';
import { startTestApp } from '../support/test-app.js';

const LOGIN = { user: 'chief', password: 'chief-password' };

describe('the session', () => {
  it('begins with user and password, and lives in a cookie no script can read', async () => {
    const { app } = await startTestApp();
    const answer = await app.inject({ method: 'POST', url: '/api/v1/session', payload: LOGIN });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({ user: 'chief', role: 'administrator' });
    expect(answer.headers['set-cookie']).toBe(
      'gatehouse_session=session-3; Path=/; HttpOnly; SameSite=Strict',
    );
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body).not.toContain('session-3');
  });

  it('keeps its cookie to HTTPS and to this host when people come over HTTPS', async () => {
    const { app } = await startTestApp({ secureCookies: true });
    const answer = await app.inject({ method: 'POST', url: '/api/v1/session', payload: LOGIN });
    expect(answer.headers['set-cookie']).toBe(
      '__Host-gatehouse_session=session-3; Path=/; HttpOnly; Secure; SameSite=Strict',
    );
    const cookies = { '__Host-gatehouse_session': 'session-3' };
    expect((await app.inject({ url: '/api/v1/session', cookies })).statusCode).toBe(200);
  });

  it('says who I am', async () => {
    const { app } = await startTestApp();
    const cookies = { gatehouse_session: 'controller-token' };
    const answer = await app.inject({ url: '/api/v1/session', cookies });
    expect(answer.json()).toEqual({ user: 'controller', role: 'controller' });
  });

  it('ends with the log-out: the cookie is cleared and the token is worth nothing', async () => {
    const { app } = await startTestApp();
    const cookies = { gatehouse_session: 'chief-token' };
    const answer = await app.inject({ method: 'DELETE', url: '/api/v1/session', cookies });
    expect(answer.statusCode).toBe(204);
    expect(answer.body).toBe('');
    expect(answer.headers['set-cookie']).toMatch(/^gatehouse_session=; .*Expires=Thu, 01 Jan 1970/);
    expect((await app.inject({ url: '/api/v1/session', cookies })).statusCode).toBe(401);
  });

  it('does not say whether the user or the password is wrong', async () => {
    const { app } = await startTestApp();
    const post = (payload: object) => app.inject({ method: 'POST', url: '/api/v1/session', payload });
    const wrongPassword = await post({ ...LOGIN, password: 'x' });
    const wrongUser = await post({ ...LOGIN, user: 'nobody' });
    expect(wrongPassword.statusCode).toBe(401);
    expect(wrongPassword.json()).toEqual({
      code: 'login-wrong',
      message: 'user or password is wrong',
      details: {},
    });
    expect(wrongUser.body).toBe(wrongPassword.body);
    expect(wrongUser.headers['set-cookie']).toBeUndefined();
  });

  it.each([
    [{ user: 'chief' }, 'body must have password'],
    [{ user: '', password: 'x' }, 'body/user must not have fewer than 1 characters'],
    [{ user: 'chief', password: 7 }, 'body/password must be string'],
    [{ ...LOGIN, remember: true }, 'body has the unknown field remember'],
    [[], 'body must be object'],
  ])('names what is wrong with %j', async (payload, problem) => {
    const { app } = await startTestApp();
    const answer = await app.inject({ method: 'POST', url: '/api/v1/session', payload });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'request-invalid', details: { problem } });
  });

  it('never repeats the password in an answer or in the log', async () => {
    const { app, lines } = await startTestApp();
    const payload = { user: 'chief', password: `secret-${'x'.repeat(300)}` };
    const answer = await app.inject({ method: 'POST', url: '/api/v1/session', payload });
    expect(answer.statusCode).toBe(400);
    expect(answer.body + JSON.stringify(lines)).not.toContain('secret-');
  });
});
