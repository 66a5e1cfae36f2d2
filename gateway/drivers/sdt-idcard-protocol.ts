import { xor8 } from '#gateway/serial/framing/checksums.js';
import { uint16, type FrameFormat } from '#gateway/serial/framing/frame-format.js';
import type { Milliseconds } from '#core/units/instant.js';
import type { Exchange } from './dialogue.js';

const HEADER = [0xaa, 0xaa, 0xaa, 0x96, 0x69] as const;
/** Header and length. */
const PREFIX = 7;
/** The longest answer, with photo and fingerprint (devices.md 4.5). */
const LONGEST = 2321;

/** Third status byte of an answer. */
export const STATUS = { found: 0x9f, done: 0x90 } as const;

/** `AA AA AA 96 69 lenH lenL sw1 sw2 sw3 data.. xor`: `len` counts from sw1 to the xor, which covers len to data. */
export const answerFormat: FrameFormat = {
  name: 'answer',
  header: HEADER,
  maxLength: LONGEST,
  length: (bytes) => {
    if (bytes.length < PREFIX) return 'more';
    const len = uint16(bytes, 5);
    return len < 4 ? 'wrong' : len + PREFIX;
  },
  check: (frame) => xor8(frame.subarray(HEADER.length)) === 0,
};

export interface SdtCommand {
  readonly cmd: number;
  readonly para: number;
  readonly wait: Milliseconds;
}

/** `AA AA AA 96 69 00 03 cmd para xor`; asked once, for polling asks again anyway. */
export function ask({ cmd, para, wait }: SdtCommand): Exchange {
  const body = Uint8Array.of(0x00, 0x03, cmd, para);
  const write = Uint8Array.of(...HEADER, ...body, xor8(body));
  return { write, wait, tries: 1, accepts: () => true };
}

/** The third status byte of an answer, or null when there was none. */
export function statusOf(answer: Uint8Array | null): number | null {
  return answer?.[PREFIX + 2] ?? null;
}

/**
 * Text block: after three status bytes and the lengths of text and photo, and of the fingerprint where there is one; the
 * number is 18 UTF-16LE characters in it.
 */
const LENGTHS = 4;
const LENGTHS_WITH_FINGERPRINT = 6;
const NUMBER_IN_TEXT = 122;
const NUMBER_BYTES = 36;

/** The number in the text block of a card, or null when it is none or its check character is wrong. */
export function numberOf(answer: Uint8Array): string | null {
  const lengths = answer.length === LONGEST ? LENGTHS_WITH_FINGERPRINT : LENGTHS;
  const numberAt = PREFIX + 3 + lengths + NUMBER_IN_TEXT;
  const text = Buffer.from(answer.subarray(numberAt, numberAt + NUMBER_BYTES))
    .toString('utf16le')
    .trimEnd();
  return /^\d{17}[\dX]$/.test(text) && checkCharacter(text) === text[17] ? text : null;
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** GB 11643: ISO 7064 MOD 11-2 over the first 17 digits. */
function checkCharacter(number: string): string | undefined {
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(number[at]), 0);
  return '10X98765432'[sum % 11];
}
