import type { JSX } from 'preact';
import type { EntryRecord } from '#core/api/entries.js';
import type { FeedRow } from '../feed-rows.js';
import { Age } from '../shared/age.js';
import { ComingTime } from '../shared/coming-time.js';
import { EventTime } from '../shared/event-time.js';
import { InIcon, LaterIcon, OutIcon } from '../shared/icons.js';
import type { PageTools } from '../shared/page-tools.js';
import { VerdictBadge } from '../shared/verdict-badge.js';

interface Props {
  readonly row: FeedRow;
  /** Name of the gate. */
  readonly gate: string;
  readonly page: PageTools;
}

/** One entry: what was decided and why, who, where and when. */
export function EntryRow({ row, gate, page }: Props): JSX.Element {
  const { words } = page;
  const { entry, replayed } = row;
  const { nextAt } = entry;
  return (
    <li class={`row row-${entry.verdict}`}>
      <VerdictBadge verdict={entry.verdict} words={words} hollow={replayed} />
      <div class="row-text">
        <p class="row-reason">
          {words.reason(entry.reason)}
          {nextAt !== null && <ComingTime at={nextAt} page={page} />}
          <Temperature entry={entry} page={page} />
        </p>
        <p class="row-facts">
          <b>{entry.household ?? words.t('entry.no-household')}</b>
          <span class="row-way">
            {entry.direction === 'out' ? <OutIcon /> : <InIcon />}
            {words.t(`entry.${entry.direction}`)}
          </span>
          <span>{gate}</span>
          {entry.lane !== null && <span>{words.t('entry.lane', { lane: entry.lane.toUpperCase() })}</span>}
          <Marks row={row} page={page} />
        </p>
      </div>
      <div class="row-when">
        <EventTime at={entry.at} page={page} />
        <Age at={entry.at} page={page} />
      </div>
    </li>
  );
}

/** Shown only where the temperature is what the verdict is about. */
function Temperature({
  entry,
  page,
}: {
  readonly entry: EntryRecord;
  readonly page: PageTools;
}): JSX.Element | null {
  const matters = entry.verdict === 'retake' || entry.verdict === 'fever';
  if (!matters || entry.bodyC === null) return null;
  return (
    <span class="row-temperature">
      {page.words.t('entry.temperature', { value: entry.bodyC.toFixed(1) })}
    </span>
  );
}

function Marks({ row, page }: Pick<Props, 'row' | 'page'>): JSX.Element {
  const { words } = page;
  const { entry, replayed } = row;
  return (
    <>
      {entry.purpose === 'emergency' && <span class="tag tag-strong">{words.t('entry.emergency')}</span>}
      {entry.conflict && <span class="tag tag-strong">{words.t('entry.conflict')}</span>}
      {replayed && (
        <span class="tag">
          <LaterIcon />
          {words.t('entry.replayed')}
        </span>
      )}
      {entry.decidedBy === 'gate' && !replayed && <span class="tag">{words.t('entry.by-gate')}</span>}
    </>
  );
}
