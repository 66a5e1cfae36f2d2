/** How much of a bad message is kept. */
const EXCERPT_BYTES = 200;

/**
 * The first bytes of a message as printable ASCII: everything else is escaped, so that no message can forge a line of a
 * log, a terminal or a page. Quotation marks and backslashes are escaped too, which keeps it unambiguous.
 */
export function excerptOf(payload: Uint8Array): string {
  const text = Array.from(payload.subarray(0, EXCERPT_BYTES), printable).join('');
  return payload.length > EXCERPT_BYTES ? `${text}...` : text;
}

function printable(byte: number): string {
  const isPlain = byte >= 0x20 && byte < 0x7f && byte !== BACKSLASH;
  return isPlain ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
}

const BACKSLASH = 0x5c;
