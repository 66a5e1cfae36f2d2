import type { ComponentChildren, JSX } from 'preact';
import type { GateState } from '#core/api/gates.js';
import type { DeviceHealth } from '#core/wire/health.js';
import { Age } from '../shared/age.js';
import { DownMark, SilentMark, UpMark } from '../shared/icons.js';
import type { PageTools } from '../shared/page-tools.js';

interface Props {
  readonly gate: GateState;
  readonly page: PageTools;
}

/** One gate: whether it is there, what passed today, how fresh that is, and how its devices do. */
export function GateTile({ gate, page }: Props): JSX.Element {
  const { words } = page;
  const { today } = gate;
  return (
    <li class={`tile tile-${gate.state}`}>
      <div class="tile-head">
        <h3>{gate.name}</h3>
        <span class={`gate-state gate-state-${gate.state}`}>
          {STATE_MARKS[gate.state]}
          {words.t(`gate.${gate.state}`)}
        </span>
      </div>
      <dl class="tile-figures">
        <Figure name={words.t('gate.out')} value={today.out} />
        <Figure name={words.t('gate.in')} value={today.in} />
        <Figure name={words.t('verdict.deny')} value={today.verdicts.deny} kind="deny" />
        <Figure name={words.t('verdict.fever')} value={today.verdicts.fever} kind="fever" />
      </dl>
      <Freshness gate={gate} page={page} />
      <Devices gate={gate} page={page} />
    </li>
  );
}

const STATE_MARKS = { online: <UpMark />, offline: <DownMark />, 'never-seen': <SilentMark /> } as const;
const DEVICE_MARKS = { up: <UpMark />, down: <DownMark />, silent: <SilentMark /> } as const;

interface FigureProps {
  readonly name: string;
  readonly value: number;
  readonly kind?: 'deny' | 'fever';
}

function Figure({ name, value, kind }: FigureProps): JSX.Element {
  return (
    <div class={kind !== undefined && value > 0 ? `figure figure-${kind}` : 'figure'}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Freshness({ gate, page }: Props): JSX.Element {
  const { words } = page;
  const { lastHeardAt, health } = gate;
  const nothing = words.t('gate.no-age');
  const checkedAt = health === null || health.bookAgeMs === null ? null : health.at - health.bookAgeMs;
  const ageOf = (at: number | null): ComponentChildren =>
    at === null ? nothing : <Age at={at} page={page} />;
  const late = health !== null && health.backlog > 0;
  return (
    <dl class="tile-facts">
      <div>
        <dt>{words.t('gate.heard')}</dt>
        <dd>{ageOf(lastHeardAt)}</dd>
      </div>
      <div class={late ? 'fact-late' : ''}>
        <dt>{words.t('gate.backlog')}</dt>
        <dd>{health?.backlog ?? nothing}</dd>
      </div>
      <div>
        <dt>{words.t('gate.book')}</dt>
        <dd>{ageOf(checkedAt)}</dd>
      </div>
    </dl>
  );
}

function Devices({ gate, page }: Props): JSX.Element {
  const { words } = page;
  const { health } = gate;
  return (
    <ul class="tile-devices" aria-label={words.t('gate.devices')}>
      {health === null && <li class="device device-unknown">{words.t('gate.no-devices')}</li>}
      {health?.devices.map((device) => (
        <Device key={`${device.lane} ${device.role}`} device={device} page={page} />
      ))}
      {health?.clock === 'floor' && <li class="device device-worry">{words.t('gate.clock-floor')}</li>}
      {gate.quarantined > 0 && (
        <li class="device device-worry">{words.t('gate.quarantined', { n: gate.quarantined })}</li>
      )}
    </ul>
  );
}

interface DeviceProps {
  readonly device: DeviceHealth;
  readonly page: PageTools;
}

function Device({ device, page }: DeviceProps): JSX.Element {
  const { words } = page;
  const name = words.t('device.name', {
    role: words.t(`device.${device.role}`),
    lane: device.lane.toUpperCase(),
  });
  return (
    <li class={`device device-${device.state}`}>
      {DEVICE_MARKS[device.state]}
      {name} <span class={device.state === 'up' ? 'unseen' : ''}>{words.t(`device.${device.state}`)}</span>
    </li>
  );
}
