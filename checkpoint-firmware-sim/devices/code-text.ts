export type TextCoding = 'gbk' | 'utf-8' | 'utf-16be' | 'utf-16le';

const REPLACEMENT = 0x3f;

/** How a scanner puts the text of a code on its line; what the coding lacks becomes a question mark. */
export function encodedText(text: string, coding: TextCoding): Uint8Array {
  switch (coding) {
    case 'utf-8':
      return new TextEncoder().encode(text);
    case 'utf-16le':
      return new Uint8Array(Buffer.from(text, 'utf16le'));
    case 'utf-16be':
      return new Uint8Array(Buffer.from(text, 'utf16le').swap16());
    case 'gbk':
      return gbk(text);
  }
}

/** The platform only decodes GBK, so the table is turned round; ASCII, which is nearly everything, needs none. */
function gbk(text: string): Uint8Array {
  const characters = Array.from(text);
  if (characters.every((character) => isAscii(character))) return new TextEncoder().encode(text);
  const table = gbkTable();
  return Uint8Array.from(
    characters.flatMap((character) =>
      isAscii(character) ? [character.charCodeAt(0)] : [...(table.get(character) ?? [REPLACEMENT])],
    ),
  );
}

function isAscii(character: string): boolean {
  return character.charCodeAt(0) < 0x80;
}

function gbkTable(): ReadonlyMap<string, readonly number[]> {
  const decoder = new TextDecoder('gbk');
  const table = new Map<string, readonly number[]>();
  for (let high = 0x81; high <= 0xfe; high += 1) {
    for (let low = 0x40; low <= 0xfe; low += 1) {
      const character = decoder.decode(Uint8Array.of(high, low));
      if (Array.from(character).length === 1 && !table.has(character)) table.set(character, [high, low]);
    }
  }
  return table;
}
