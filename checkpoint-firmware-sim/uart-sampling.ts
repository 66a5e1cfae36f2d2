/** A byte on a line 8N1: a start bit, eight data bits with the lowest first, a stop bit. */
const BITS_PER_BYTE = 10;
const DATA_BITS = 8;

/** Beyond this ratio every start bit looks like a break or passes unnoticed: nothing at all comes through. */
const MAX_RATIO = 32;

/**
 * What a UART set to one speed makes of bytes that were sent at another: the sender's bits are sampled at the
 * receiver's bit times. Bytes with a wrong stop bit vanish, as they do on Linux with IGNPAR (devices.md section 6.2);
 * the rest is garbage. At equal speeds every byte comes through, at speed 0 (a line that was hung up) none.
 */
export function sampledAt(
  bytes: Uint8Array,
  speeds: { readonly sent: number; readonly read: number },
): Uint8Array {
  if (speeds.sent <= 0 || speeds.read <= 0) return new Uint8Array();
  const bitLength = speeds.sent / speeds.read;
  if (!(bitLength >= 1 / MAX_RATIO && bitLength <= MAX_RATIO)) return new Uint8Array();
  const end = bytes.length * BITS_PER_BYTE;
  const received: number[] = [];
  let position = 0;
  while (position < end) {
    if (levelAt(bytes, position) === 1) {
      position = Math.floor(position) + 1;
      continue;
    }
    const frame = sampledFrame(bytes, position, bitLength);
    if (frame.isValid) received.push(frame.value);
    position += bitLength * (DATA_BITS + 1.5);
  }
  return Uint8Array.from(received);
}

/** Time is counted in bits of the sender. */
function sampledFrame(
  bytes: Uint8Array,
  start: number,
  bitLength: number,
): { readonly value: number; readonly isValid: boolean } {
  let value = 0;
  for (let bit = 0; bit < DATA_BITS; bit += 1) {
    value |= levelAt(bytes, start + (bit + 1.5) * bitLength) << bit;
  }
  return { value, isValid: levelAt(bytes, start + (DATA_BITS + 1.5) * bitLength) === 1 };
}

/** The level of the line, which rests at 1 before and after. */
function levelAt(bytes: Uint8Array, position: number): number {
  const bit = Math.floor(position) % BITS_PER_BYTE;
  const byte = bytes[Math.floor(position / BITS_PER_BYTE)];
  if (byte === undefined || bit > DATA_BITS) return 1;
  return bit === 0 ? 0 : (byte >> (bit - 1)) & 1;
}
