import { word, xor8 } from './bytes.js';

/* What the identity card reader sends (devices.md section 4.5). The person on the card is made up. */

const HEADER = [0xaa, 0xaa, 0xaa, 0x96, 0x69] as const;
const PHOTO_LENGTH = 1024;
const FINGERPRINT_LENGTH = 1024;

/** Fields of the text block in bytes, which are UTF-16LE filled up with spaces. */
const FIELDS = {
  name: 30,
  sex: 2,
  nation: 4,
  birth: 16,
  address: 70,
  number: 36,
  issuer: 30,
  from: 16,
  to: 16,
  reserve: 36,
} as const;

/** `AA AA AA 96 69 len len body... xor`; the length counts body and xor, the xor covers length and body. */
export function sdtFrame(body: ArrayLike<number>): Uint8Array {
  const checked = [...word(body.length + 1), ...Array.from(body)];
  return Uint8Array.of(...HEADER, ...checked, xor8(checked));
}

/** An answer that is a status word alone, with what some of them carry behind it. */
export function sdtStatus(status: number, data: readonly number[] = []): Uint8Array {
  return sdtFrame([0x00, 0x00, status, ...data]);
}

/** The 256 bytes of text for a card with this number; the number's own digits give the day of birth and the sex. */
export function cardText(number: string): Uint8Array {
  const person: Readonly<Record<keyof typeof FIELDS, string>> = {
    name: '郑安居',
    sex: Number(number.charAt(16)) % 2 === 1 ? '1' : '2',
    nation: '01',
    birth: number.slice(6, 14),
    address: '丽江花园3号楼2单元501室',
    number,
    issuer: '丽江花园分局',
    from: '20200101',
    to: '20400101',
    reserve: '',
  };
  const blocks = Object.entries(FIELDS).map(([field, length]) => {
    const text = person[field as keyof typeof FIELDS].padEnd(length / 2, ' ');
    return Buffer.from(text, 'utf16le');
  });
  return new Uint8Array(Buffer.concat(blocks));
}

/** The answer to "read": text and photo, from newer modules with room for a fingerprint. */
export function cardData(number: string, hasFingerprint: boolean): Uint8Array {
  const text = cardText(number);
  const photo = Array.from({ length: PHOTO_LENGTH }, (_, index) => (index * 7) & 0xff);
  const lengths = [...word(text.length), ...word(PHOTO_LENGTH)];
  if (!hasFingerprint) return sdtFrame([0x00, 0x00, 0x90, ...lengths, ...text, ...photo]);
  const fingerprint = new Array<number>(FINGERPRINT_LENGTH).fill(0);
  return sdtFrame([
    0x00,
    0x00,
    0x90,
    ...lengths,
    ...word(FINGERPRINT_LENGTH),
    ...text,
    ...photo,
    ...fingerprint,
  ]);
}
