import { WARNING_LIMIT } from '#core/api/printing.js';
import { namedCharacters, type KnownCharacters } from './known-characters.js';
import type { PrintOrder } from './print-order.js';

/** A sentence for every name with characters that the font does not have. The name itself is not repeated. */
export function missingCharacters(order: PrintOrder, characters: KnownCharacters): readonly string[] {
  const texts = [
    { place: 'the name of the compound', text: order.compound },
    ...order.passes.map(({ pass, name }) => ({ place: `the name on pass ${pass}`, text: name ?? '' })),
  ];
  const warnings = texts.flatMap(({ place, text }) => {
    const missing = characters.missing(text);
    return missing.length === 0
      ? []
      : [`${place} is not complete, the font has no ${namedCharacters(missing)}`];
  });
  const more = warnings.length - (WARNING_LIMIT - 1);
  return more <= 1 ? warnings : [...warnings.slice(0, WARNING_LIMIT - 1), `and ${more} more names`];
}
