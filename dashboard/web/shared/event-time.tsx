import type { JSX } from 'preact';
import type { Instant } from '#core/units/instant.js';
import type { PageTools } from './page-tools.js';
import { eventTime } from './time-words.js';

interface Props {
  readonly at: Instant;
  readonly page: PageTools;
}

/** When something happened, with the date once the day is over. */
export function EventTime({ at, page }: Props): JSX.Element {
  return <time dateTime={new Date(at).toISOString()}>{eventTime(at, page.now.value, page)}</time>;
}
