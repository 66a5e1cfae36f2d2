import type { ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { GateState } from '#core/api/gates.js';
import type { LiveView } from '../live-view.js';
import type { PageTools } from '../shared/page-tools.js';
import { GateTile } from './gate-tile.js';

interface Props {
  readonly page: PageTools;
  readonly view: ReadonlySignal<LiveView>;
}

/** One tile for each gate, always in the same place; under headings when there is more than one compound. */
export function GateGrid({ page, view }: Props): JSX.Element {
  const { words } = page;
  const { gates, loaded } = view.value;
  const compounds = [...new Set(gates.map((gate) => gate.compound))];
  return (
    <section class="panel gates" aria-labelledby="gates-title">
      <div class="panel-head">
        <h2 id="gates-title">{words.t('gates.title')}</h2>
        <span class="panel-note">{noteOn(gates, page)}</span>
      </div>
      {gates.length === 0 && <p class="panel-empty">{words.t(loaded ? 'gates.empty' : 'page.loading')}</p>}
      <div class="panel-scroll gate-groups" tabIndex={0} role="group" aria-labelledby="gates-title">
        {compounds.map((compound) => (
          <div key={compound} class="gate-group">
            {compounds.length > 1 && <h3>{words.t('gate.compound', { compound })}</h3>}
            <ul class="gate-tiles">
              {gates
                .filter((gate) => gate.compound === compound)
                .map((gate) => (
                  <GateTile key={gate.id} gate={gate} page={page} />
                ))}
            </ul>
          </div>
        ))}
      </div>
    </section>
  );
}

function noteOn(gates: readonly GateState[], { words }: PageTools): string {
  const offline = gates.filter((gate) => gate.state === 'offline').length;
  if (offline > 0) return words.t('gates.offline', { n: offline });
  const all = gates.length > 0 && gates.every((gate) => gate.state === 'online');
  return all ? words.t('gates.none-offline') : '';
}
