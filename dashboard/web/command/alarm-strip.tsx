import type { ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Alarm } from '#core/api/alarms.js';
import type { ActOnAlarm } from '../alarm-acts.js';
import type { LiveView } from '../live-view.js';
import { Age } from '../shared/age.js';
import { EventTime } from '../shared/event-time.js';
import { BellIcon } from '../shared/icons.js';
import type { PageTools } from '../shared/page-tools.js';
import { eventTime } from '../shared/time-words.js';
import { VerdictShape } from '../shared/verdict-shape.js';
import { AlarmButtons } from './alarm-buttons.js';

interface Props {
  readonly page: PageTools;
  readonly view: ReadonlySignal<LiveView>;
  readonly user: string;
  /** Null for those who may only look. */
  readonly act: ActOnAlarm | null;
}

/** Alarms drawn at once; the count names the rest. */
const DRAWN = 60;

/** What needs a human answer: unacknowledged on top, fever and emergency before the others. */
export function AlarmStrip({ page, view, user, act }: Props): JSX.Element {
  const { words } = page;
  const { alarms, loaded, gates } = view.value;
  const unanswered = alarms.filter((alarm) => alarm.acknowledged === null).length;
  const nameOf = (gate: string): string => gates.find((other) => other.id === gate)?.name ?? gate;
  return (
    <section class="panel alarms" aria-labelledby="alarms-title">
      <div class="panel-head">
        <h2 id="alarms-title">{words.t('alarms.title')}</h2>
        <span class="panel-note" role="status">
          {unanswered > 0 ? words.t('alarms.new', { n: unanswered }) : ''}
        </span>
      </div>
      {alarms.length === 0 ? (
        <p class="panel-empty">{words.t(loaded ? 'alarms.empty' : 'page.loading')}</p>
      ) : (
        <ul class="alarm-list panel-scroll" tabIndex={0} aria-labelledby="alarms-title">
          {alarms.slice(0, DRAWN).map((alarm) => (
            <AlarmCard
              key={alarm.id}
              alarm={alarm}
              gate={nameOf(alarm.gate)}
              page={page}
              user={user}
              act={act}
            />
          ))}
          {alarms.length > DRAWN && (
            <li class="panel-empty">{words.t('alarms.more', { n: alarms.length - DRAWN })}</li>
          )}
        </ul>
      )}
    </section>
  );
}

interface CardProps extends Omit<Props, 'view'> {
  readonly alarm: Alarm;
  readonly gate: string;
}

function AlarmCard({ alarm, gate, page, user, act }: CardProps): JSX.Element {
  const { words } = page;
  const isShelved = alarm.shelved !== null && page.now.value < alarm.shelved.until;
  return (
    <li class={`alarm alarm-${alarm.kind} alarm-${alarm.state}`}>
      <span class="alarm-mark">{markOf(alarm)}</span>
      <div class="alarm-text">
        <p class="alarm-kind">{words.t(`alarm.${alarm.kind}`)}</p>
        <p class="alarm-where">
          <b>{alarm.household ?? words.t('entry.no-household')}</b> {gate}
        </p>
        {alarm.state === 'new' && <p class="alarm-answer">{words.t(`alarm.answer-${alarm.kind}`)}</p>}
        {alarm.escalated > 0 && alarm.acknowledged === null && (
          <p class="alarm-escalated">
            {words.t(alarm.escalated > 1 ? 'alarm.escalated-channel' : 'alarm.escalated')}
          </p>
        )}
      </div>
      <div class="alarm-when">
        <span class={`alarm-state alarm-state-${alarm.state}`}>{stateWords(alarm, isShelved, page)}</span>
        <EventTime at={alarm.raisedAt} page={page} />
        <Age at={alarm.raisedAt} page={page} />
      </div>
      {act !== null && <AlarmButtons alarm={alarm} isShelved={isShelved} page={page} user={user} act={act} />}
    </li>
  );
}

function stateWords(alarm: Alarm, isShelved: boolean, page: PageTools): string {
  const { words, now } = page;
  if (isShelved && alarm.shelved !== null) {
    return words.t('alarm.state-shelved', { time: eventTime(alarm.shelved.until, now.value, page) });
  }
  if (alarm.state === 'owned') return words.t('alarm.state-owned', { by: alarm.owned?.by ?? '' });
  return words.t(`alarm.state-${alarm.state}`);
}

function markOf(alarm: Alarm): JSX.Element {
  if (alarm.kind === 'fever-confirmed') return <VerdictShape verdict="fever" />;
  if (alarm.kind === 'fever-suspected') return <VerdictShape verdict="retake" />;
  return <BellIcon />;
}
