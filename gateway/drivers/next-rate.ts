import { line8N1, type LineSettings } from '#gateway/serial/serial-port.js';
import type { SessionStep } from './driver.js';

/** Where a session that probes stands, and the rates its device may be set to. */
export interface RateProbe {
  readonly line: LineSettings;
  readonly baudRates: readonly number[];
}

/** Asks for a connection with the next rate of the list, round and round; null when there is no other one. */
export function nextRate({ line, baudRates }: RateProbe): SessionStep['reopen'] | null {
  const next = baudRates[(baudRates.indexOf(line.baudRate) + 1) % baudRates.length];
  if (next === undefined || next === line.baudRate) return null;
  return { line: line8N1(next), why: `nothing understandable at ${line.baudRate} baud: trying ${next}` };
}
