import { join } from 'node:path';
import { laneId, type GateId } from '#core/units/ids.js';
import type { SimulationConfig } from '#sim/simulation.js';

export type SimulatedLane = SimulationConfig['lanes'][number];

const CHECKPOINT = 'checkpoint-line';
const MODULE = 'gy-mcu9061x';
const OUT = laneId('a');
const IN = laneId('b');

/**
 * The devices of a simulated gate: a lane out and a lane in. Every second gate has a separate thermometer module on its
 * way out, so that both kinds of lane are always seen.
 */
export function demoLanes(gate: GateId, index: number, folder: string): SimulatedLane[] {
  const checkpoint = (lane: string): { driver: string; link: string } => ({
    driver: CHECKPOINT,
    link: join(folder, `${gate}-${lane}-checkpoint`),
  });
  const module = { driver: MODULE, link: join(folder, `${gate}-a-thermometer`), baudRate: 9600 };
  const thermometer = index % 2 === 1 ? module : checkpoint('a');
  return [
    { gate, lane: OUT, direction: 'out', thermometer, reader: checkpoint('a') },
    { gate, lane: IN, direction: 'in', thermometer: checkpoint('b'), reader: checkpoint('b') },
  ];
}
