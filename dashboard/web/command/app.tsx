import type { JSX } from 'preact';
import type { ActOnAlarm } from '../alarm-acts.js';
import type { LiveStore } from '../live/live-store.js';
import type { LocalTimes } from '../shared/local-times.js';
import type { SessionStore } from '../shared/session-store.js';
import type { Translator } from '../shared/translator.js';
import { CommandPage } from './command-page.js';
import { LogIn } from './log-in.js';

interface Props {
  readonly session: SessionStore;
  readonly live: LiveStore;
  readonly words: Translator;
  readonly times: LocalTimes;
  readonly act: ActOnAlarm;
}

/** The command page, once it is known who looks at it. */
export function App({ session, live, words, times, act }: Props): JSX.Element {
  const view = session.view.value;
  switch (view.kind) {
    case 'checking':
      return <main class="gate" />;
    case 'waiting':
      return (
        <main class="gate">
          <p class="gate-waiting" role="status">
            {words.t('login.waiting')}
          </p>
        </main>
      );
    case 'out':
      return <LogIn session={session} words={words} ended={view.ended} />;
    case 'in':
      return (
        <CommandPage session={session} live={live} words={words} times={times} who={view.session} act={act} />
      );
  }
}
