import type { CompoundId } from '#core/units/ids.js';

/** Something for each state of a compound: two steps to it, because to join the keys would cost more than to look. */
export class StateMap<Value> {
  readonly #compounds = new Map<CompoundId, Map<string, Value>>();

  get(compound: CompoundId, key: string): Value | undefined {
    return this.#compounds.get(compound)?.get(key);
  }

  set(compound: CompoundId, key: string, value: Value): void {
    const known = this.#compounds.get(compound);
    if (known === undefined) this.#compounds.set(compound, new Map([[key, value]]));
    else known.set(key, value);
  }

  values(): Value[] {
    return [...this.#compounds.values()].flatMap((states) => [...states.values()]);
  }
}
