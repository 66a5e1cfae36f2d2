import { describe, expect, it } from 'vitest';
import { crc16, sum8, xor8 } from '#gateway/serial/framing/checksums.js';

const check = Buffer.from('123456789', 'latin1');

describe('checksums', () => {
  it('computes the published check values of the two CRCs', () => {
    expect(crc16(check, 0)).toBe(0x31c3);
    expect(crc16(check, 0xffff)).toBe(0x29b1);
  });

  it('adds to the low 8 bits', () => {
    expect(sum8(Uint8Array.of(0xa5, 0x45))).toBe(0xea);
    expect(sum8(Uint8Array.of())).toBe(0);
  });

  it('combines with exclusive or', () => {
    expect(xor8(Uint8Array.of(0x00, 0x03, 0x20, 0x01))).toBe(0x22);
  });
});
