/** Zero-width characters and the byte order mark: nobody sees them, and they make two equal names differ. */
const INVISIBLE = /[\u00AD\u200B-\u200D\u2060\uFEFF]/g;
const SPACES = /[\u00A0\u2000-\u200A\u202F\u205F\u3000]/g;
const FULL_WIDTH = /[\uFF01-\uFF5E]/g;
const FULL_WIDTH_OFFSET = 0xfee0;

/** `="0123"`: how people keep a spreadsheet from turning text into a number. */
const QUOTED_TEXT = /^="([^"]*)"$/;
/** `'0123`: the same, and how our own exports defuse formulas. */
const TEXT_MARK = /^'(?=[\d=+\-@\t\r])/;

/** Nearly every cell: nothing in it needs cleaning. */
const PLAIN = /^(?!['=])[!-~\u4E00-\u9FFF]*$/;

/**
 * The text of a cell as it was meant: full-width digits, letters and signs become plain ones, odd spaces ordinary ones,
 * invisible characters and marks for spreadsheets go. Chinese characters stay exactly as they are.
 */
export function cleanCell(cell: string): string {
  if (PLAIN.test(cell)) return cell;
  return cell
    .replaceAll(INVISIBLE, '')
    .replaceAll(SPACES, ' ')
    .replaceAll(FULL_WIDTH, (char) => String.fromCharCode(char.charCodeAt(0) - FULL_WIDTH_OFFSET))
    .replace(TEXT_MARK, '')
    .trim()
    .replace(QUOTED_TEXT, '$1')
    .replace(TEXT_MARK, '')
    .trim();
}
