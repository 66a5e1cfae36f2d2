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

/** A value in a sentence. */
export type Value = string | number;

type Form = (values: readonly Value[]) => Words;

/**
 * Words with values in them, put together only when they are read. Two of the same form with the same values say the same,
 * so that whoever knows the one need not read the other.
 */
export class Phrase implements Words {
  readonly form: Form;
  readonly values: readonly Value[];

  constructor(form: Form, values: readonly Value[]) {
    this.form = form;
    this.values = values;
  }

  get zh(): string {
    return this.form(this.values).zh;
  }

  get en(): string {
    return this.form(this.values).en;
  }
}

/** Makes the phrases of one form. */
export function phrase<Values extends readonly Value[]>(
  form: (values: Values) => Words,
): (values: Values) => Phrase {
  return (values) => new Phrase(form as Form, values);
}
