import type { JSX } from 'preact';
import { LANGUAGES, type Language, type Translator } from './translator.js';

/** Each language is named in itself, so that it can be found by who reads no other. */
const NAMES: Readonly<Record<Language, { readonly name: string; readonly tag: string }>> = {
  zh: { name: '中文', tag: 'zh-CN' },
  en: { name: 'English', tag: 'en' },
};

/** The tag that the page's `lang` attribute carries. */
export function languageTag(language: Language): string {
  return NAMES[language].tag;
}

/** Chooses the language of the page. */
export function LanguageSwitch({ words }: { readonly words: Translator }): JSX.Element {
  return (
    <div class="languages" role="group" aria-label={words.t('page.language')}>
      {LANGUAGES.map((language) => (
        <button
          key={language}
          type="button"
          class="language"
          lang={NAMES[language].tag}
          aria-pressed={words.language.value === language}
          onClick={() => words.choose(language)}
        >
          {NAMES[language].name}
        </button>
      ))}
    </div>
  );
}
