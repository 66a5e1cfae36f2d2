/* The memory of the GM65 family: one byte a zone (devices.md section 3.1). */

/**
 * Zones 0000 to 0061 of a GM861 at power-on, as read out by arendst/Tasmota (xsns_107_gm861.ino): continuous mode, output
 * to the USB keyboard, tail CR, 9600 baud.
 */
const GM861_DUMP =
  'D6 00 20 00 00 0A 32 01 2C 00 87 3C 01 A1 1C 32 03 00 80 00 06 00 00 00 00 00 00 00 00 00 00 00 00 02 80 3C ' +
  '00 00 00 06 00 00 39 01 05 64 0D 0D 0D 01 0D 01 04 80 09 04 80 05 04 80 01 04 80 01 08 04 80 08 04 80 08 04 ' +
  '80 08 04 80 08 01 80 00 00 00 04 80 01 01 00 00 00 00 04 80 00 00 03 00 01 00';

export const ZONE = {
  mode: 0x00,
  trigger: 0x02,
  settingCodes: 0x03,
  readTime: 0x06,
  port: 0x0d,
  sameCode: 0x13,
  baudLow: 0x2a,
  baudHigh: 0x2b,
  output: 0x60,
  lengths: 0x62,
  prefix: 0x63,
  suffix: 0x72,
  aimId: 0xd0,
  control: 0xd9,
  model: 0xe0,
} as const;

export const ZONES = 0x100;

export type Gm65Variant = 'gm65' | 'gm861';

/** A GM65-S leaves the factory in manual mode, with its output on the serial line; a GM861 as its dump tells. */
export function factoryZones(variant: Gm65Variant): number[] {
  const zones = new Array<number>(ZONES).fill(0);
  GM861_DUMP.split(' ').forEach((byte, zone) => {
    zones[zone] = Number.parseInt(byte, 16);
  });
  // Model, hardware 1.00, software 0x87 (a version that reads binary codes rightly), 29 June 2020.
  [0x01, 0x64, 0x87, 20, 6, 29].forEach((byte, index) => {
    zones[ZONE.model + index] = byte;
  });
  if (variant === 'gm65') {
    zones[ZONE.mode] = 0xd4;
    zones[ZONE.port] = 0xa0;
  }
  return zones;
}

/** 3 000 000 / baud rate, rounded. */
const DIVISORS: readonly (readonly [number, number])[] = [
  [0x09c4, 1200],
  [0x0271, 4800],
  [0x0139, 9600],
  [0x00d0, 14400],
  [0x009c, 19200],
  [0x004e, 38400],
  [0x0034, 57600],
  [0x001a, 115200],
];

/** The speed the two zones stand for; null for a divisor that is none of the documented ones. */
export function baudRateOf(zones: readonly number[]): number | null {
  const divisor = (zones[ZONE.baudLow] ?? 0) | ((zones[ZONE.baudHigh] ?? 0) << 8);
  return DIVISORS.find(([known]) => known === divisor)?.[1] ?? null;
}

export function divisorOf(baudRate: number): number {
  return DIVISORS.find(([, rate]) => rate === baudRate)?.[0] ?? 0x0139;
}
