import type { GateId, LaneId } from '#core/units/ids.js';
import { SECOND, type Instant } from '#core/units/instant.js';
import type { DevicePlace } from './sensed-reading.js';

/** Accepted readings of one device that are taken in during one second. */
const MOST_IN_A_SECOND = 10;

/**
 * Tells when a device has sent enough in the current second: no person passes that fast, and only the latest readings count.
 * Asked of every entry, so it looks its way to the device step by step, and puts no key together.
 */
export class Crowd {
  readonly #gates = new Map<GateId, Map<LaneId, Map<string, number>>>();
  #second = 0;

  /** Counts one more. */
  isFull({ gate, lane, device }: DevicePlace, now: Instant): boolean {
    const second = Math.floor(now / SECOND);
    if (second !== this.#second) this.#gates.clear();
    this.#second = second;
    const devices = this.#devicesOf(gate, lane);
    const count = devices.get(device) ?? 0;
    if (count < MOST_IN_A_SECOND) devices.set(device, count + 1);
    return count >= MOST_IN_A_SECOND;
  }

  #devicesOf(gate: GateId, lane: LaneId): Map<string, number> {
    const lanes = this.#gates.get(gate) ?? new Map<LaneId, Map<string, number>>();
    const devices = lanes.get(lane) ?? new Map<string, number>();
    if (devices.size === 0) this.#gates.set(gate, lanes.set(lane, devices));
    return devices;
  }
}
