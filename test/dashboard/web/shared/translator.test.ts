import { beforeEach, describe, expect, it } from 'vitest';
import { createTranslator, LANGUAGES, preferredLanguage } from '#dashboard/web/shared/translator.js';
import { en } from '#dashboard/web/shared/words/en.js';
import { zh, type WordKey } from '#dashboard/web/shared/words/zh.js';
import { REASONS } from '#core/rules/reasons.js';

const keys = Object.keys(zh) as WordKey[];

function blanksOf(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').sort();
}

describe('the words', () => {
  it('exist in both languages', () => {
    expect(Object.keys(en).sort()).toEqual([...keys].sort());
  });

  it.each(keys)('%s says something in both languages, with the same blanks', (key) => {
    expect(zh[key].trim()).not.toBe('');
    expect(en[key].trim()).not.toBe('');
    expect(blanksOf(en[key])).toEqual(blanksOf(zh[key]));
  });

  it('are English in English and Chinese in Chinese', () => {
    const han = /\p{Script=Han}/u;
    expect(keys.filter((key) => han.test(en[key]))).toEqual([]);
    const shared = ['page.product', 'count.of', 'gate.no-age', 'device.name', 'entry.temperature'];
    expect(keys.filter((key) => !han.test(zh[key]))).toEqual(shared);
  });
});

describe('a translator', () => {
  let kept: Map<string, string>;
  const choices = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };

  beforeEach(() => {
    kept = new Map();
  });

  it.each(Object.entries(REASONS))('has words for the reason %s', (code, meaning) => {
    const words = createTranslator({ preferred: ['zh'], choices });
    expect(words.reason(code)).toBe(meaning.zh);
    words.choose('en');
    expect(words.reason(code)).toBe(meaning.en);
  });

  it('shows a reason it does not know as it is', () => {
    expect(createTranslator({ preferred: ['zh'], choices }).reason('some-new-rule')).toBe('some-new-rule');
  });

  it('fills blanks, without escaping what Preact escapes', () => {
    const words = createTranslator({ preferred: ['en'], choices });
    expect(words.t('login.failed', { message: '<b> & "c"' })).toBe('Logging in did not work: <b> & "c"');
  });

  it('changes language at once and keeps the choice', () => {
    const words = createTranslator({ preferred: ['zh-CN'], choices });
    expect(words.t('verdict.deny')).toBe('不可');
    words.choose('en');
    expect(words.t('verdict.deny')).toBe('Stop');
    expect(createTranslator({ preferred: ['zh-CN'], choices }).language.value).toBe('en');
  });

  it('works where the browser forbids storage', () => {
    const forbidden = (): never => {
      throw new Error('denied');
    };
    const words = createTranslator({
      preferred: ['zh'],
      choices: { getItem: forbidden, setItem: forbidden },
    });
    words.choose('en');
    expect(words.t('verdict.allow')).toBe('Go');
  });

  it.each([
    [['zh-CN', 'en'], 'zh'],
    [['ZH-Hant-TW'], 'zh'],
    [['fr-FR', 'zh-CN'], 'zh'],
    [['en-US', 'zh'], 'en'],
    [['de'], 'en'],
    [[], 'en'],
  ] as const)('takes from the browser languages %j the language %s', (preferred, language) => {
    expect(preferredLanguage(preferred)).toBe(language);
    expect(LANGUAGES).toContain(language);
  });
});
