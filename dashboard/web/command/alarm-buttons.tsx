import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Alarm } from '#core/api/alarms.js';
import { ALARM_OUTCOMES, SHELVING_REASONS } from '#core/alarms/alarm-outcomes.js';
import type { Words } from '#core/rules/words.js';
import type { ActOnAlarm, AlarmAct } from '../alarm-acts.js';
import type { ApiFault } from '../shared/api-client.js';
import type { PageTools } from '../shared/page-tools.js';

interface Props {
  readonly alarm: Alarm;
  readonly isShelved: boolean;
  readonly page: PageTools;
  readonly user: string;
  readonly act: ActOnAlarm;
}

type Choice = 'resolve' | 'shelve';

/** What can be done about an alarm now; ending it and putting it aside ask for a word of a list first. */
export function AlarmButtons({ alarm, isShelved, page, user, act }: Props): JSX.Element {
  const { words } = page;
  const choice = useSignal<Choice | null>(null);
  const busy = useSignal(false);
  const fault = useSignal<ApiFault | null>(null);

  async function take(step: AlarmAct): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    choice.value = null;
    fault.value = await act(alarm.id, step);
    busy.value = false;
  }
  const toggle = (which: Choice): void => {
    choice.value = choice.value === which ? null : which;
  };

  return (
    <div class="alarm-acts">
      <div class="alarm-buttons" aria-busy={busy.value}>
        {alarm.acknowledged === null && (
          <Act label={words.t('alarm.do-acknowledge')} act={() => void take({ step: 'acknowledge' })} />
        )}
        {alarm.owned?.by !== user && (
          <Act label={words.t('alarm.do-own')} act={() => void take({ step: 'own' })} />
        )}
        <Act
          label={words.t('alarm.do-resolve')}
          isOpen={choice.value === 'resolve'}
          act={() => toggle('resolve')}
        />
        {isShelved ? (
          <Act label={words.t('alarm.do-unshelve')} act={() => void take({ step: 'unshelve' })} />
        ) : (
          <Act
            label={words.t('alarm.do-shelve')}
            isOpen={choice.value === 'shelve'}
            act={() => toggle('shelve')}
          />
        )}
      </div>
      {choice.value === 'resolve' && (
        <Choices
          page={page}
          among={ALARM_OUTCOMES}
          take={(outcome) => void take({ step: 'resolve', outcome })}
        />
      )}
      {choice.value === 'shelve' && (
        <Choices
          page={page}
          among={SHELVING_REASONS}
          take={(reason) => void take({ step: 'shelve', reason })}
        />
      )}
      {fault.value !== null && <Fault page={page} fault={fault.value} />}
    </div>
  );
}

function Fault({ page, fault }: { readonly page: PageTools; readonly fault: ApiFault }): JSX.Element {
  const { words } = page;
  return (
    <p class="alarm-fault" role="alert">
      {fault.message === '' ? words.t('alarm.failed') : words.t('alarm.refused', { problem: fault.message })}
    </p>
  );
}

interface ActProps {
  readonly label: string;
  /** Left out: it does something at once; else it opens and closes a list. */
  readonly isOpen?: boolean;
  readonly act: () => void;
}

function Act({ label, isOpen, act }: ActProps): JSX.Element {
  return (
    <button type="button" class="alarm-act" aria-expanded={isOpen} onClick={act}>
      {label}
    </button>
  );
}

interface ChoicesProps<Key extends string> {
  readonly page: PageTools;
  readonly among: Readonly<Record<Key, Words>>;
  readonly take: (key: Key) => void;
}

function Choices<Key extends string>({ page, among, take }: ChoicesProps<Key>): JSX.Element {
  const language = page.words.language.value;
  return (
    <ul class="alarm-choices">
      {(Object.keys(among) as Key[]).map((key) => (
        <li key={key}>
          <button type="button" class="alarm-act" onClick={() => take(key)}>
            {among[key][language]}
          </button>
        </li>
      ))}
    </ul>
  );
}
