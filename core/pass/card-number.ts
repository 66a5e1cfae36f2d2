/** From 4 bytes of a short chip number to the 32 of a keyed digest of an identity number. */
const CARD_FORM = /^[0-9A-F]{6,64}$/;
const SEPARATORS = /[\s:\-‐-―−]/g;
const MAX_TYPED = 128;

/**
 * The number of a card as it is stored: all of its hex digits in capitals, as readers give them. Case and separators do not
 * matter: `1f:00:64:4b:b6` is `1F00644BB6`. Null when the text is no such number.
 */
export function normaliseCard(text: string): string | null {
  if (text.length > MAX_TYPED) return null;
  const card = text.normalize('NFKC').replaceAll(SEPARATORS, '').toUpperCase();
  return CARD_FORM.test(card) ? card : null;
}
