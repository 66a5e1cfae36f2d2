import type { PrintFont } from './print-font.js';

/** The typographer's mark for a character that is not in the case (geta mark); visible, and nobody's name. */
const SUBSTITUTE = '〓';
const PLAIN_SUBSTITUTE = '?';

/**
 * Keeps characters that a font does not have from being printed as empty boxes: each is replaced by a mark that shows,
 * and remembered so that it can be named.
 */
export class KnownCharacters {
  readonly #font: PrintFont;
  readonly #substitute: string;

  constructor(font: PrintFont) {
    this.#font = font;
    this.#substitute = font.has(SUBSTITUTE.codePointAt(0) ?? 0) ? SUBSTITUTE : PLAIN_SUBSTITUTE;
  }

  /** Characters of the text that the font lacks, each once. */
  missing(text: string): readonly string[] {
    return [...new Set(text)].filter((char) => !this.#has(char));
  }

  /** The text with a mark in place of every character that the font lacks. */
  printable(text: string): string {
    return Array.from(text, (char) => (this.#has(char) ? char : this.#substitute)).join('');
  }

  #has(char: string): boolean {
    return this.#font.has(char.codePointAt(0) ?? 0);
  }
}

/** Names characters so that they can be found in a table: `㐂 (U+3402)`. */
export function namedCharacters(chars: readonly string[]): string {
  return chars.map((char) => `${char} (U+${hex(char)})`).join(', ');
}

function hex(char: string): string {
  return (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}
