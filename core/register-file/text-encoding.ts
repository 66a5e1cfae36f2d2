/** How the bytes of a text file become characters. Names are those of the WHATWG encoding standard. */
export const ENCODINGS = ['utf-8', 'gb18030', 'utf-16le', 'utf-16be'] as const;
export type Encoding = (typeof ENCODINGS)[number];

const BYTE_ORDER_MARKS: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];
/** Decoding goes piece by piece, so that a whole file never stands in memory as text. */
const PIECE = 64 * 1024;
/** A UTF-8 file with a few damaged characters still is one; text in GB18030 read as UTF-8 is nearly all damage. */
const TOLERATED_DAMAGE = 0.1;

/** So many characters outside ASCII tell enough. */
const ENOUGH = 10_000;
const REPLACEMENT = 0xfffd;
const LAST_ASCII = 0x7f;

/**
 * The encoding of a text file: by its byte order mark, else UTF-8 when it is well-formed, or nearly so, else GB18030, which
 * includes GBK and GB2312.
 */
export function detectEncoding(bytes: Uint8Array): Encoding {
  const marked = BYTE_ORDER_MARKS.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte));
  if (marked !== undefined) return marked[0];
  return isWellFormed(bytes) || damageAsUtf8(bytes) < TOLERATED_DAMAGE ? 'utf-8' : 'gb18030';
}

function isWellFormed(bytes: Uint8Array): boolean {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for (let at = 0; at < bytes.length; at += PIECE) {
      decoder.decode(bytes.subarray(at, at + PIECE), { stream: true });
    }
    decoder.decode();
    return true;
  } catch {
    return false;
  }
}

/** Which share of the characters outside ASCII cannot be read as UTF-8, of the first of them. */
function damageAsUtf8(bytes: Uint8Array): number {
  let foreign = 0;
  let damaged = 0;
  for (const text of decodedPieces(bytes, 'utf-8')) {
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code > LAST_ASCII) foreign += 1;
      if (code === REPLACEMENT) damaged += 1;
    }
    if (foreign > ENOUGH) break;
  }
  return damaged / foreign;
}

/**
 * The text of the bytes, piece by piece, without its byte order mark; what cannot be read becomes U+FFFD. `onRead` hears how
 * far the reading has come, 0 to 1.
 */
export function* decodedPieces(
  bytes: Uint8Array,
  encoding: Encoding,
  onRead: (share: number) => void = () => undefined,
): Generator<string> {
  const decoder = new TextDecoder(encoding);
  for (let at = 0; at < bytes.length; at += PIECE) {
    yield decoder.decode(bytes.subarray(at, at + PIECE), { stream: true });
    onRead(Math.min(1, (at + PIECE) / bytes.length));
  }
  yield decoder.decode();
}
