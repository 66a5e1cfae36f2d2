import { gateId, householdId, laneId } from '#core/units/ids.js';
import type { LaneConfig, SimulatedHousehold } from '#sim/simulation.js';

/** Characters of a Base45 text as long as a real pass; every group of three is valid. */
const PASS_BODY = 'ABC'.repeat(74);

/** Households with a QR and a printed code each; every fourth is elderly, every fifth has a work pass. */
export function madeUpPopulation(count: number): SimulatedHousehold[] {
  return Array.from({ length: count }, (_, index) => ({
    household: householdId(`1-1-${101 + index}`),
    credentials: [
      { kind: 'qr' as const, value: `GP1:${String(index).padStart(3, '0')}${PASS_BODY}` },
      { kind: 'code' as const, value: `CODE-${index}` },
      { kind: 'card' as const, value: (0x0c00000000 + index).toString(16).toUpperCase().padStart(10, '0') },
    ],
    kind: index % 5 === 4 ? ('work' as const) : ('purchase' as const),
    elderly: index % 4 === 3,
  }));
}

/** A lane whose checkpoint is linked in the folder. */
export function checkpointLane(folder: string, gate: string, direction: 'out' | 'in'): LaneConfig {
  const device = { driver: 'checkpoint-line', link: `${folder}/${gate}-${direction}` };
  return {
    gate: gateId(gate),
    lane: laneId(direction === 'out' ? 'a' : 'b'),
    direction,
    thermometer: device,
    reader: device,
  };
}
