import { sum8 } from '#gateway/serial/framing/checksums.js';

/**
 * `A0 relay state sum`: switches one relay of an LCUS board on (01) or off (00); the sum is the low 8 bits of the three
 * bytes before it. Sellers' pages agree on `A0 01 01 A2` for on and `A0 01 00 A1` for off.
 */
export function relayCommand(relay: number, isOn: boolean): Uint8Array {
  const body = Uint8Array.of(0xa0, relay, isOn ? 1 : 0);
  return Uint8Array.of(...body, sum8(body));
}
