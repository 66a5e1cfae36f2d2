import type { ReadonlySignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { totalsOf } from '../gate-tiles.js';
import type { LiveView } from '../live-view.js';
import { GateIcon } from '../shared/icons.js';
import { LanguageSwitch } from '../shared/language-switch.js';
import type { PageTools } from '../shared/page-tools.js';
import { VERDICTS } from '../shared/palette.js';
import { VerdictShape } from '../shared/verdict-shape.js';

interface Props {
  readonly page: PageTools;
  readonly view: ReadonlySignal<LiveView>;
  readonly user: string;
  readonly logOut: () => void;
}

/** The product, the figures of all gates, the time and who is logged in. */
export function Head({ page, view, user, logOut }: Props): JSX.Element {
  const { words } = page;
  return (
    <header class="head">
      <div class="brand">
        <GateIcon />
        <h1>
          {words.t('page.product')} <span>{words.t('page.subtitle')}</span>
        </h1>
      </div>
      <Counts page={page} view={view} />
      <div class="head-tools">
        <LanguageSwitch words={words} />
        <span class="head-user">{user}</span>
        <button type="button" class="head-button" onClick={logOut}>
          {words.t('login.out')}
        </button>
      </div>
    </header>
  );
}

function Counts({ page, view }: Pick<Props, 'page' | 'view'>): JSX.Element {
  const { words } = page;
  const totals = totalsOf(view.value.gates);
  const alarms = view.value.alarms.length;
  const online = words.t('count.of', { part: totals.online, whole: totals.gates });
  return (
    <dl class="counts" aria-label={words.t('count.region')}>
      <Count name={words.t('count.entries')} value={totals.entries} kind="main" />
      <Count name={words.t('count.out')} value={totals.out} kind="way" />
      <Count name={words.t('count.in')} value={totals.in} kind="way" />
      {VERDICTS.map((verdict) => (
        <Count
          key={verdict}
          name={words.t(`verdict.${verdict}`)}
          value={totals.verdicts[verdict]}
          kind="verdict"
        >
          <span class={`mark mark-${verdict}`}>
            <VerdictShape verdict={verdict} />
          </span>
        </Count>
      ))}
      <Count name={words.t('count.gates')} value={online} kind="gates" />
      <Count name={words.t('count.alarms')} value={alarms} kind={alarms > 0 ? 'alarms' : 'gates'} />
    </dl>
  );
}

interface CountProps {
  readonly name: string;
  readonly value: number | string;
  readonly kind: 'main' | 'way' | 'verdict' | 'gates' | 'alarms';
  readonly children?: ComponentChildren;
}

function Count({ name, value, kind, children }: CountProps): JSX.Element {
  return (
    <div class={`count count-${kind}`}>
      <dt>{name}</dt>
      <dd>
        {children}
        {typeof value === 'number' ? value.toLocaleString('en') : value}
      </dd>
    </div>
  );
}
