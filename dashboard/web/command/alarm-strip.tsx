import type { ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Alarm } from '#core/api/alarms.js';
import type { LiveView } from '../live-view.js';
import { Age } from '../shared/age.js';
import { EventTime } from '../shared/event-time.js';
import { BellIcon } from '../shared/icons.js';
import type { PageTools } from '../shared/page-tools.js';
import { VerdictShape } from '../shared/verdict-shape.js';

interface Props {
  readonly page: PageTools;
  readonly view: ReadonlySignal<LiveView>;
}

/** Alarms drawn at once; the count names the rest. */
const DRAWN = 60;

/** What needs a human answer: unacknowledged on top, fever and emergency before the others. */
export function AlarmStrip({ page, view }: Props): JSX.Element {
  const { words } = page;
  const { alarms, loaded, gates } = view.value;
  const unanswered = alarms.filter((alarm) => alarm.state === 'new').length;
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
            <AlarmCard key={alarm.id} alarm={alarm} gate={nameOf(alarm.gate)} page={page} />
          ))}
          {alarms.length > DRAWN && (
            <li class="panel-empty">{words.t('alarms.more', { n: alarms.length - DRAWN })}</li>
          )}
        </ul>
      )}
    </section>
  );
}

interface CardProps {
  readonly alarm: Alarm;
  readonly gate: string;
  readonly page: PageTools;
}

function AlarmCard({ alarm, gate, page }: CardProps): JSX.Element {
  const { words } = page;
  return (
    <li class={`alarm alarm-${alarm.kind} alarm-${alarm.state}`}>
      <span class="alarm-mark">{markOf(alarm)}</span>
      <div class="alarm-text">
        <p class="alarm-kind">{words.t(`alarm.${alarm.kind}`)}</p>
        <p class="alarm-where">
          <b>{alarm.household ?? words.t('entry.no-household')}</b> {gate}
        </p>
        {alarm.state === 'new' && <p class="alarm-answer">{words.t(`alarm.answer-${alarm.kind}`)}</p>}
      </div>
      <div class="alarm-when">
        <span class={`alarm-state alarm-state-${alarm.state}`}>
          {words.t(alarm.state === 'new' ? 'alarm.state-new' : 'alarm.state-acknowledged')}
        </span>
        <EventTime at={alarm.raisedAt} page={page} />
        <Age at={alarm.raisedAt} page={page} />
      </div>
    </li>
  );
}

function markOf(alarm: Alarm): JSX.Element {
  if (alarm.kind === 'fever-confirmed') return <VerdictShape verdict="fever" />;
  if (alarm.kind === 'fever-suspected') return <VerdictShape verdict="retake" />;
  return <BellIcon />;
}
