import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { GateIcon } from '../shared/icons.js';
import { LanguageSwitch } from '../shared/language-switch.js';
import type { LogInProblem } from '../shared/session-api.js';
import type { SessionStore } from '../shared/session-store.js';
import type { Translator } from '../shared/translator.js';

interface Props {
  readonly session: SessionStore;
  readonly words: Translator;
  /** The session ended by itself, which the person should be told. */
  readonly ended: boolean;
}

type Problem = LogInProblem | { readonly kind: 'empty' };

/** The first administrator, whose one-time password the service prints. */
const FIRST_USER = 'admin';

export function LogIn({ session, words, ended }: Props): JSX.Element {
  const problem = useSignal<Problem | null>(null);
  const busy = useSignal(false);
  const password = useRef<HTMLInputElement>(null);

  async function submit(form: HTMLFormElement): Promise<void> {
    if (busy.value) return;
    const fields = new FormData(form);
    const login = { user: textOf(fields, 'user').trim(), password: textOf(fields, 'password').trim() };
    busy.value = true;
    problem.value =
      login.user === '' || login.password === '' ? { kind: 'empty' } : await session.logIn(login);
    busy.value = false;
    if (problem.value !== null) password.current?.select();
  }

  return (
    <main class="gate">
      <form
        class="gate-card"
        aria-label={words.t('login.title')}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit(event.currentTarget);
        }}
      >
        <div class="gate-brand">
          <GateIcon />
          <h1>
            {words.t('page.product')} <span>{words.t('page.subtitle')}</span>
          </h1>
        </div>
        {ended && problem.value === null && <p class="gate-note">{words.t('login.ended')}</p>}
        <LogInFields words={words} password={password} problem={problem.value} />
        <button class="button-main" type="submit" aria-disabled={busy.value}>
          {words.t(busy.value ? 'login.busy' : 'login.submit')}
        </button>
        <p class="gate-hint">{words.t('login.hint')}</p>
        <LanguageSwitch words={words} />
      </form>
    </main>
  );
}

interface FieldsProps {
  readonly words: Translator;
  readonly password: { current: HTMLInputElement | null };
  readonly problem: Problem | null;
}

function LogInFields({ words, password, problem }: FieldsProps): JSX.Element {
  const described = problem === null ? {} : { 'aria-invalid': true, 'aria-describedby': 'log-in-problem' };
  return (
    <>
      <label class="field">
        <span>{words.t('login.user')}</span>
        <input
          name="user"
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          defaultValue={FIRST_USER}
        />
      </label>
      <label class="field">
        <span>{words.t('login.password')}</span>
        <input
          ref={password}
          name="password"
          type="password"
          autocomplete="current-password"
          autofocus
          {...described}
        />
      </label>
      <div role="alert">
        {problem !== null && (
          <p class="gate-problem" id="log-in-problem">
            {problemText(problem, words)}
          </p>
        )}
      </div>
    </>
  );
}

function problemText(problem: Problem, words: Translator): string {
  switch (problem.kind) {
    case 'throttled':
      return words.t('login.throttled', { seconds: problem.seconds });
    case 'failed':
      return words.t('login.failed', { message: problem.message });
    default:
      return words.t(`login.${problem.kind}`);
  }
}

function textOf(fields: FormData, name: string): string {
  const value = fields.get(name);
  return typeof value === 'string' ? value : '';
}
