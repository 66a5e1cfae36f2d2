import type { JSX } from 'preact';
import type { Instant } from '#core/units/instant.js';
import type { PageTools } from './page-tools.js';
import { comingTime } from './time-words.js';

interface Props {
  readonly at: Instant;
  readonly page: PageTools;
}

/** From when something will be allowed. */
export function ComingTime({ at, page }: Props): JSX.Element {
  const time = comingTime(at, page.now.value, page);
  return <span class="coming">{page.words.t('entry.next', { time })}</span>;
}
