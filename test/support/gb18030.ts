/** The code points that GB18030 writes in one or two bytes, found by asking the decoder: Node has no encoder. */
function twoByteTable(): ReadonlyMap<number, readonly number[]> {
  const decoder = new TextDecoder('gb18030');
  const table = new Map<number, readonly number[]>();
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      if (trail === 0x7f) continue;
      const text = decoder.decode(Uint8Array.of(lead, trail));
      const point = text.codePointAt(0) ?? 0;
      if (text.length === String.fromCodePoint(point).length && point !== 0xfffd)
        table.set(point, [lead, trail]);
    }
  }
  return table;
}

const TABLE = twoByteTable();

/** Encodes text of ASCII and two-byte characters (all common Chinese ones) as GB18030. */
export function gb18030(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const char of text) {
    const point = char.codePointAt(0) ?? 0;
    const pair = point < 0x80 ? [point] : TABLE.get(point);
    if (pair === undefined) throw new Error(`${char} needs four bytes`);
    bytes.push(...pair);
  }
  return Uint8Array.from(bytes);
}

/** Encodes text as UTF-16 with a byte order mark. */
export function utf16(text: string, order: 'le' | 'be'): Uint8Array {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
}
