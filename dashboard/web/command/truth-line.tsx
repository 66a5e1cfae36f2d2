import { useComputed, type ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import { totalsOf } from '../gate-tiles.js';
import { hasForeignGate } from '../gate-zones.js';
import type { LinkView } from '../live/live-store.js';
import type { LiveView } from '../live-view.js';
import { Age } from '../shared/age.js';
import { SilentMark, UpMark } from '../shared/icons.js';
import type { PageTools } from '../shared/page-tools.js';
import { clockTime, zoneName } from '../shared/time-words.js';
import { VerdictShape } from '../shared/verdict-shape.js';

interface Props {
  readonly page: PageTools;
  readonly view: ReadonlySignal<LiveView>;
  readonly link: ReadonlySignal<LinkView>;
}

/** How far what is on the page may be believed: link, age of the last message, what waits and what was not understood. */
export function TruthLine({ page, view, link }: Props): JSX.Element {
  const { words } = page;
  const { state, lastHeardAt } = link.value;
  // Said aloud only when it changes; the age beside it changes every second.
  const said = useComputed(() => linkWords(link.value, page));
  return (
    <div class="truth" role="region" aria-label={words.t('truth.region')}>
      <span class="truth-mark">{LINK_MARKS[state]}</span>
      <strong role="status">{said}</strong>
      {state === 'silent' ? (
        <span>{words.t('truth.retrying')}</span>
      ) : (
        lastHeardAt !== null && <LastMessage at={lastHeardAt} page={page} />
      )}
      <Worries page={page} view={view} link={link} />
      <Now page={page} />
      <ZoneName page={page} view={view} />
    </div>
  );
}

const LINK_MARKS = {
  live: <UpMark />,
  connecting: <SilentMark />,
  silent: <VerdictShape verdict="fault" />,
} as const;

function linkWords({ state, lastHeardAt }: LinkView, page: PageTools): string {
  const { words } = page;
  if (state !== 'silent') return words.t(`truth.${state}`);
  if (lastHeardAt === null) return words.t('truth.silent-never');
  return words.t('truth.silent', { time: clockTime(lastHeardAt, page) });
}

/** The service's time, a leaf of its own. */
function Now({ page }: { readonly page: PageTools }): JSX.Element {
  return <span class="truth-clock">{clockTime(page.now.value, page)}</span>;
}

/** Whose time it is, where one might take it for the time on one's own wall. */
function ZoneName({ page, view }: Pick<Props, 'page' | 'view'>): JSX.Element | null {
  const { now, zone, times } = page;
  const matters = useComputed(() => hasForeignGate(view.value.gates, times.ownZone));
  const name = useComputed(() => zoneName(now.value, page));
  if (!matters.value) return null;
  return (
    <span class="truth-zone" title={zone.value ?? times.ownZone}>
      {name}
    </span>
  );
}

function LastMessage({ at, page }: { readonly at: number; readonly page: PageTools }): JSX.Element {
  return (
    <span>
      <span class="truth-label">{page.words.t('truth.age')}</span> <Age at={at} page={page} />
    </span>
  );
}

function Worries({ page, view, link }: Props): JSX.Element {
  const { words } = page;
  const { backlog, quarantined } = totalsOf(view.value.gates);
  const { unreadable, loadFault } = link.value;
  return (
    <span class="truth-worries">
      <span>
        {words.t('truth.backlog')} <b>{backlog}</b>
      </span>
      {quarantined > 0 && (
        <span>
          {words.t('truth.quarantined')} <b>{quarantined}</b>
        </span>
      )}
      {unreadable > 0 && (
        <span>
          {words.t('truth.unreadable')} <b>{unreadable}</b>
        </span>
      )}
      {loadFault !== null && <span>{words.t('truth.load-failed', { status: loadFault })}</span>}
    </span>
  );
}
