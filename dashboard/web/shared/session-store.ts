import { signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { Login, Session } from '#core/api/accounts.js';
import type { Clock } from '#core/ports/clock.js';
import { SECOND, type Milliseconds } from '#core/units/instant.js';
import type { ApiClient } from './api-client.js';
import { logIn, whoAmI, type LogInProblem } from './session-api.js';

/** Who uses the page. */
export type SessionView =
  | { readonly kind: 'checking' }
  /** The service can not be reached, so that nobody knows. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'out'; readonly ended: boolean }
  | { readonly kind: 'in'; readonly session: Session };

const RETRY: Milliseconds = 3 * SECOND;

/** The session of one page: found at the start, made by logging in, ended by logging out or by the service. */
export class SessionStore {
  readonly view: ReadonlySignal<SessionView>;
  readonly #view: Signal<SessionView> = signal({ kind: 'checking' });
  readonly #api: ApiClient;
  readonly #clock: Clock;

  constructor(api: ApiClient, clock: Clock) {
    this.#api = api;
    this.#clock = clock;
    this.view = this.#view;
  }

  /** Finds out who is logged in, and tries again until the service says so. */
  async check(): Promise<void> {
    const known = this.#view.value;
    const who = await whoAmI(this.#api);
    if (who === 'out') this.#view.value = { kind: 'out', ended: known.kind === 'in' };
    else if (who !== 'unknown') this.#becomes(who);
    else if (known.kind !== 'in') this.#checkLater();
  }

  /** What stood in the way, or null when somebody is now logged in. */
  async logIn(login: Login): Promise<LogInProblem | null> {
    const outcome = await logIn(this.#api, login);
    if ('kind' in outcome) return outcome;
    this.#becomes(outcome);
    return null;
  }

  /** The page forgets the data at once, whatever the service answers. */
  async logOut(): Promise<void> {
    this.#view.value = { kind: 'out', ended: false };
    await this.#api.request('DELETE', '/session');
  }

  /** Does not disturb a page that shows the same person already. */
  #becomes(session: Session): void {
    const known = this.#view.value;
    if (known.kind === 'in' && known.session.user === session.user) return;
    this.#view.value = { kind: 'in', session };
  }

  #checkLater(): void {
    this.#view.value = { kind: 'waiting' };
    this.#clock.after(RETRY, () => void this.check());
  }
}
