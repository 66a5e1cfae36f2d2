import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemEntropy } from '#core/bindings/system-entropy.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { HOUR } from '#core/units/instant.js';
import { AccountRegister } from '#broker/accounts/account-register.js';
import { ensureAdministrator } from '#broker/accounts/first-administrator.js';
import { Passwords } from '#broker/accounts/passwords.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { ManualClock } from '../../support/manual-clock.js';
import { ledgerDatabase } from '../support/ledger-database.js';

describe('accounts', () => {
  let database: SqlDatabase;
  let clock: ManualClock;
  let accounts: AccountRegister;

  beforeEach(async () => {
    database = await ledgerDatabase();
    clock = new ManualClock();
    accounts = new AccountRegister({ database, clock, entropy: systemEntropy });
    await accounts.addAccount({ user: 'li', role: 'controller', password: 'correct horse' });
  });
  afterEach(() => database.close());

  it('let in with the right password alone', async () => {
    expect(await accounts.logIn({ user: 'li', password: 'correct horse' })).toMatchObject({
      session: { user: 'li', role: 'controller' },
    });
    expect(await accounts.logIn({ user: 'li', password: 'correct hors' })).toBeNull();
    expect(await accounts.logIn({ user: 'wang', password: 'correct horse' })).toBeNull();
    expect(await accounts.logIn({ user: "li' or '1'='1", password: 'x' })).toBeNull();
  });

  it('know a session until it is logged out, or 12 hours have passed', async () => {
    const first = await accounts.logIn({ user: 'li', password: 'correct horse' });
    const second = await accounts.logIn({ user: 'li', password: 'correct horse' });
    expect(await accounts.sessionOf(first?.token ?? '')).toEqual({ user: 'li', role: 'controller' });
    await accounts.logOut(first?.token ?? '');
    expect(await accounts.sessionOf(first?.token ?? '')).toBeNull();
    clock.set(clock.now() + 12 * HOUR - 1);
    expect(await accounts.sessionOf(second?.token ?? '')).not.toBeNull();
    clock.set(clock.now() + 1);
    expect(await accounts.sessionOf(second?.token ?? '')).toBeNull();
  });

  it('forget sessions that have run out', async () => {
    await accounts.logIn({ user: 'li', password: 'correct horse' });
    clock.set(clock.now() + 13 * HOUR);
    await accounts.logIn({ user: 'li', password: 'correct horse' });
    expect(await database.all('select count(*) as n from sessions')).toEqual([{ n: 1 }]);
  });

  it('store no secret that could be used', async () => {
    const { token } = (await accounts.logIn({ user: 'li', password: 'correct horse' })) ?? { token: '' };
    await accounts.putToken({ name: 'program', role: 'administrator', token: 'a-program-token' });
    const tables = ['accounts', 'sessions', 'tokens'];
    const stored = await Promise.all(tables.map((table) => database.all(`select * from ${table}`)));
    const text = JSON.stringify(stored);
    for (const secret of [token, 'correct horse', 'a-program-token']) expect(text).not.toContain(secret);
    expect(text).toContain('$argon2id$');
  });

  it('keep one token of a name', async () => {
    await accounts.putToken({ name: 'program', role: 'administrator', token: 'first' });
    await accounts.putToken({ name: 'program', role: 'community', token: 'second' });
    expect(await accounts.sessionOf('first')).toBeNull();
    expect(await accounts.sessionOf('second')).toEqual({ user: 'program', role: 'community' });
  });

  it('have a first administrator whose password is told once and never the same', async () => {
    const password = (await ensureAdministrator(accounts, systemEntropy)) ?? '';
    expect(password).toMatch(/^([2-9a-z]{4}-){3}[2-9a-z]{4}$/);
    expect(await ensureAdministrator(accounts, systemEntropy)).toBeNull();
    expect(await accounts.logIn({ user: 'admin', password })).toMatchObject({
      session: { role: 'administrator' },
    });
    const other = await ledgerDatabase();
    const fresh = new AccountRegister({ database: other, clock, entropy: systemEntropy });
    expect(await ensureAdministrator(fresh, systemEntropy)).not.toBe(password);
    await other.close();
  });
});

describe('the checking of passwords', () => {
  it('refuses a flood instead of letting it wait', async () => {
    const passwords = new Passwords();
    const hash = await passwords.hash('secret');
    const checks = Array.from({ length: 40 }, () => passwords.verify('guess', hash));
    const settled = await Promise.allSettled(checks);
    const refused = settled.filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(10);
    const [first] = refused as PromiseRejectedResult[];
    await expectGateError(() => {
      throw first?.reason;
    }, 'too-many-requests');
    expect(await passwords.verify('secret', hash)).toBe(true);
    expect(await passwords.verify('secret', null)).toBe(false);
  });

  it('goes on knowing strangers after a flood of them', async () => {
    const passwords = new Passwords();
    await Promise.allSettled(Array.from({ length: 40 }, () => passwords.verify('guess', null)));
    expect(await passwords.verify('guess', null)).toBe(false);
  });
});
