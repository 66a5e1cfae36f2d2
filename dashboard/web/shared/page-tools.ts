import type { ReadonlySignal } from '@preact/signals';
import type { Instant } from '#core/units/instant.js';
import type { LocalTimes } from './local-times.js';
import type { Translator } from './translator.js';

/** What nearly every part of a page needs: its words, the service's time to the second, and whose local time it shows. */
export interface PageTools {
  readonly words: Translator;
  readonly now: ReadonlySignal<Instant>;
  /** IANA name of the zone that all gates share; undefined while there is none, then the browser's own counts. */
  readonly zone: ReadonlySignal<string | undefined>;
  readonly times: LocalTimes;
}
