import type { ReadonlySignal } from '@preact/signals';
import type { Instant } from '#core/units/instant.js';
import type { Translator } from './translator.js';

/** What nearly every part of a page needs: its words, and the service's time to the second. */
export interface PageTools {
  readonly words: Translator;
  readonly now: ReadonlySignal<Instant>;
}
