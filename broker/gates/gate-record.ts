import type { GateState } from '#core/api/gates.js';
import type { CompoundId, GateId } from '#core/units/ids.js';
import type { GatePasswordHash } from '../mqtt/gate-password.js';
import type { DayCounts } from './day-counts.js';
import type { GatePresence } from './gate-presence.js';

/** A gate of the register with what the service knows of it now. */
export interface GateRecord {
  readonly id: GateId;
  readonly compound: CompoundId;
  readonly name: string;
  readonly password: GatePasswordHash;
  /** The counts of its compound, shared by the gates of it. */
  readonly counts: DayCounts;
  readonly policy: GateState['policy'];
  readonly presence: GatePresence;
  readonly quarantined: number;
}
