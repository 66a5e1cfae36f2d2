import { signal, type ReadonlySignal } from '@preact/signals';
import { createInstance } from 'i18next';
import { isReason, REASONS } from '#core/rules/reasons.js';
import { en } from './words/en.js';
import { zh, type WordKey } from './words/zh.js';

export const LANGUAGES = ['zh', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The values that fill `{{name}}` in a word. */
export type Blanks = Readonly<Record<string, string | number>>;

/** The part of `Storage` in which a choice is kept. */
export interface ChoiceStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** The words of one page in the language chosen; components that read them follow the choice. */
export interface Translator {
  readonly language: ReadonlySignal<Language>;
  t(key: WordKey, blanks?: Blanks): string;
  /** The sentence of a reason code; a code that this page does not know is shown as it is. */
  reason(code: string): string;
  choose(language: Language): void;
}

interface TranslatorOptions {
  /** What the browser prefers, best first. */
  readonly preferred: readonly string[];
  readonly choices: ChoiceStore;
}

const CHOICE = 'gatehouse.language';

export function createTranslator({ preferred, choices }: TranslatorOptions): Translator {
  const language = signal<Language>(keptChoice(choices) ?? preferredLanguage(preferred));
  const tables = createInstance();
  void tables.init({
    lng: language.value,
    fallbackLng: 'en',
    initAsync: false,
    keySeparator: false,
    nsSeparator: false,
    // Preact escapes what it writes.
    interpolation: { escapeValue: false },
    resources: { zh: { translation: zh }, en: { translation: en } },
  });
  return {
    language,
    t: (key, blanks = {}) => tables.t(key, { ...blanks, lng: language.value }),
    reason: (code) => (isReason(code) ? REASONS[code][language.value] : code),
    choose: (chosen) => {
      language.value = chosen;
      keepChoice(choices, chosen);
    },
  };
}

/** The first language of the browser that the pages speak; English for everybody else. */
export function preferredLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const found = LANGUAGES.find((language) => tag.toLowerCase().split('-')[0] === language);
    if (found !== undefined) return found;
  }
  return 'en';
}

function keptChoice(choices: ChoiceStore): Language | null {
  try {
    const kept = choices.getItem(CHOICE);
    return LANGUAGES.find((language) => language === kept) ?? null;
  } catch {
    // A browser that forbids storage still shows the page.
    return null;
  }
}

function keepChoice(choices: ChoiceStore, language: Language): void {
  try {
    choices.setItem(CHOICE, language);
  } catch {
    // The choice then holds until the page is closed.
  }
}
