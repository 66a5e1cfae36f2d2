import { effect } from '@preact/signals';
import { render } from 'preact';
import { createAlarmActs } from './alarm-acts.js';
import { App } from './command/app.js';
import { browserEventStream } from './live/browser-event-stream.js';
import { LiveStore } from './live/live-store.js';
import { createApiClient } from './shared/api-client.js';
import { browserClock } from './shared/browser-clock.js';
import { languageTag } from './shared/language-switch.js';
import { LocalTimes } from './shared/local-times.js';
import { SessionStore } from './shared/session-store.js';
import { createTranslator, type ChoiceStore } from './shared/translator.js';

/** Asked for at each use: a browser that forbids storage refuses even to name it. */
const choices: ChoiceStore = {
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, value),
};

/** Puts the command page together with the browser it runs in. */
function start(root: HTMLElement): void {
  const api = createApiClient((address, init) => fetch(address, init));
  const words = createTranslator({ preferred: navigator.languages, choices });
  const times = new LocalTimes(new Intl.DateTimeFormat().resolvedOptions().timeZone);
  const session = new SessionStore(api, browserClock);
  const live = new LiveStore({
    clock: browserClock,
    api,
    open: browserEventStream('/api/v1/live'),
    doubtSession: () => void session.check(),
  });

  effect(() => {
    document.documentElement.lang = languageTag(words.language.value);
    document.title = words.t('page.title');
  });
  effect(() => (session.view.value.kind === 'in' ? live.start() : live.stop()));
  document.addEventListener('visibilitychange', () => live.tick());

  render(<App session={session} live={live} words={words} times={times} act={createAlarmActs(api)} />, root);
  void session.check();
}

const root = document.getElementById('app');
if (root !== null) start(root);
