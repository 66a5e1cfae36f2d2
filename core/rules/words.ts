/** One meaning in both languages of the screens. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}

export function words(zh: string, en: string): Words {
  return { zh, en };
}

/** Text that reads the same in both languages, such as an id. */
export function sameWords(text: string): Words {
  return { zh: text, en: text };
}
