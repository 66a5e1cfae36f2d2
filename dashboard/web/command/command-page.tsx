import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import type { Role, Session } from '#core/api/accounts.js';
import type { ActOnAlarm } from '../alarm-acts.js';
import { sharedZone } from '../gate-zones.js';
import type { LiveStore } from '../live/live-store.js';
import type { LocalTimes } from '../shared/local-times.js';
import type { PageTools } from '../shared/page-tools.js';
import type { SessionStore } from '../shared/session-store.js';
import type { Translator } from '../shared/translator.js';
import { AlarmStrip } from './alarm-strip.js';
import { GateGrid } from './gate-grid.js';
import { Head } from './head.js';
import { LiveFeed } from './live-feed.js';
import { TruthLine } from './truth-line.js';

interface Props {
  readonly session: SessionStore;
  readonly live: LiveStore;
  readonly words: Translator;
  readonly times: LocalTimes;
  readonly who: Session;
  readonly act: ActOnAlarm;
}

/** Who answers alarms; the service refuses the others. */
const ANSWERING: readonly Role[] = ['administrator', 'controller'];

/** Alarms, gates and the live feed; all of it turns grey while nothing arrives. */
export function CommandPage({ session, live, words, times, who, act }: Props): JSX.Element {
  const zone = useComputed(() => sharedZone(live.view.value.gates));
  const page: PageTools = { words, now: live.now, zone, times };
  return (
    <div class="command" data-link={live.link.value.state}>
      <Head page={page} view={live.view} user={who.user} logOut={() => void session.logOut()} />
      <TruthLine page={page} view={live.view} link={live.link} />
      <main class="columns">
        <AlarmStrip
          page={page}
          view={live.view}
          user={who.user}
          act={ANSWERING.includes(who.role) ? act : null}
        />
        <GateGrid page={page} view={live.view} />
        <LiveFeed page={page} live={live} />
      </main>
    </div>
  );
}
