/** Low 8 bits of the sum of all bytes. Finds every single wrong byte, not every lost or swapped one. */
export function sum8(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum = (sum + byte) & 0xff;
  return sum;
}

/** Exclusive or of all bytes. Finds every single wrong byte. */
export function xor8(bytes: Uint8Array): number {
  let value = 0;
  for (const byte of bytes) value ^= byte;
  return value;
}

/**
 * CRC-16 with polynomial 1021, not reflected, no final xor. Initial value 0 is CRC-16/XMODEM (check value of `123456789`:
 * 31C3), FFFF is CRC-16/CCITT-FALSE (29B1).
 */
export function crc16(bytes: Uint8Array, initial: number): number {
  let crc = initial;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) {
      crc = (crc & 0x8000) === 0 ? (crc << 1) & 0xffff : ((crc << 1) ^ 0x1021) & 0xffff;
    }
  }
  return crc;
}
