import type { GateState } from '#core/api/gates.js';

type Zoned = Pick<GateState, 'timezone'>;

/** The zone of all gates; undefined when there are no gates, or when not all are in one zone. */
export function sharedZone(gates: readonly Zoned[]): string | undefined {
  const first = gates[0]?.timezone;
  return gates.every(({ timezone }) => timezone === first) ? first : undefined;
}

/** Whether a gate stands in another zone than the browser: then a time says too little without its zone. */
export function hasForeignGate(gates: readonly Zoned[], ownZone: string): boolean {
  return gates.some(({ timezone }) => timezone !== ownZone);
}
