import type { Phrase, Value } from '#core/rules/words.js';

interface Node<Thing> {
  readonly next: Map<Value, Node<Thing>>;
  thing?: Thing;
}

/** Something for each phrase: a step for its form and one for each of its values, because to read it would cost more. */
export class PhraseMap<Thing> {
  readonly #forms = new Map<Phrase['form'], Node<Thing>>();

  get({ form, values }: Phrase): Thing | undefined {
    let node = this.#forms.get(form);
    for (const value of values) node = node?.next.get(value);
    return node?.thing;
  }

  set({ form, values }: Phrase, thing: Thing): void {
    let node = nextOf(this.#forms, form);
    for (const value of values) node = nextOf(node.next, value);
    node.thing = thing;
  }
}

function nextOf<Key, Thing>(nodes: Map<Key, Node<Thing>>, key: Key): Node<Thing> {
  const node = nodes.get(key) ?? { next: new Map<Value, Node<Thing>>() };
  nodes.set(key, node);
  return node;
}
