import type { Accounts, Login, Role, Session } from '#core/api/accounts.js';
import type { Clock } from '#core/ports/clock.js';
import type { Entropy } from '#core/ports/entropy.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { HOUR } from '#core/units/instant.js';
import { queriesOn, type Queries } from '../storage/queries.js';
import { Passwords } from './passwords.js';
import { newToken, tokenHash } from './secret-token.js';

/** A working shift: people log in once for it. */
const SESSION_LIFE = 12 * HOUR;

interface AccountTools {
  readonly database: SqlDatabase;
  readonly clock: Clock;
  readonly entropy: Entropy;
}

/** People, their sessions, and the tokens of programs. Of secrets only hashes are stored. */
export class AccountRegister implements Accounts {
  readonly #tools: AccountTools;
  readonly #queries: Queries;
  readonly #passwords = new Passwords();

  constructor(tools: AccountTools) {
    this.#tools = tools;
    this.#queries = queriesOn(tools.database);
  }

  async logIn({ user, password }: Login): Promise<{ token: string; session: Session } | null> {
    const account = await this.#queries
      .selectFrom('accounts')
      .select(['role', 'password_hash'])
      .where('user', '=', user)
      .executeTakeFirst();
    const isRight = await this.#passwords.verify(password, account?.password_hash ?? null);
    if (account === undefined || !isRight) return null;
    return { token: await this.#newSession(user), session: { user, role: account.role } };
  }

  async logOut(token: string): Promise<void> {
    await this.#queries.deleteFrom('sessions').where('token_hash', '=', tokenHash(token)).execute();
  }

  async sessionOf(token: string): Promise<Session | null> {
    const hash = tokenHash(token);
    const session = await this.#queries
      .selectFrom('sessions')
      .innerJoin('accounts', 'accounts.user', 'sessions.user')
      .select(['accounts.user', 'accounts.role'])
      .where('sessions.token_hash', '=', hash)
      .where('sessions.expires_at', '>', this.#tools.clock.now())
      .executeTakeFirst();
    if (session !== undefined) return session;
    const program = await this.#queries
      .selectFrom('tokens')
      .select(['name', 'role'])
      .where('token_hash', '=', hash)
      .executeTakeFirst();
    return program === undefined ? null : { user: program.name, role: program.role };
  }

  async hasAdministrator(): Promise<boolean> {
    const found = this.#queries.selectFrom('accounts').select('user').where('role', '=', 'administrator');
    return (await found.executeTakeFirst()) !== undefined;
  }

  async addAccount(account: { user: string; role: Role; password: string }): Promise<void> {
    const { user, role, password } = account;
    const hash = await this.#passwords.hash(password);
    const row = { user, role, password_hash: hash, created_at: this.#tools.clock.now() };
    await this.#queries.insertInto('accounts').values(row).execute();
  }

  /** Adds the account unless there is one of this name; answers whether it did. */
  async addMissingAccount(account: { user: string; role: Role; password: string }): Promise<boolean> {
    const { user, role, password } = account;
    const hash = await this.#passwords.hash(password);
    const row = { user, role, password_hash: hash, created_at: this.#tools.clock.now() };
    const added = await this.#queries
      .insertInto('accounts')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    return added.numInsertedOrUpdatedRows === 1n;
  }

  /** Makes the token the only one of its name. */
  async putToken(token: { name: string; role: Role; token: string }): Promise<void> {
    const { name, role } = token;
    const change = { token_hash: tokenHash(token.token), role, created_at: this.#tools.clock.now() };
    await this.#queries
      .insertInto('tokens')
      .values({ name, ...change })
      .onConflict((conflict) => conflict.column('name').doUpdateSet(change))
      .execute();
  }

  async #newSession(user: string): Promise<string> {
    const now = this.#tools.clock.now();
    const token = newToken(this.#tools.entropy);
    await this.#queries.deleteFrom('sessions').where('expires_at', '<=', now).execute();
    const row = { token_hash: tokenHash(token), user, expires_at: now + SESSION_LIFE };
    await this.#queries.insertInto('sessions').values(row).execute();
    return token;
  }
}
