import type { Celsius } from '#core/units/celsius.js';
import type { HouseholdId } from '#core/units/ids.js';
import type { Credential } from '#core/wire/entry.js';
import type { Direction } from '#core/wire/parts.js';
import type { CredentialKind, Sight } from './devices/device.js';
import type { Whereabouts } from './neighbourhood.js';

/** What a story has to know of the lane it happens at. */
export interface Scene {
  readonly direction: Direction;
  /** Kinds of credential the lane's reader takes. */
  readonly reads: readonly CredentialKind[];
  readonly ambientC: Celsius;
}

/** One person walking up to a lane once. */
export interface Visit {
  readonly story: string;
  readonly household: HouseholdId;
  readonly credential: Credential;
  /** What the thermometer gets to see; null: the person forgets to be measured. */
  readonly sight: Sight | null;
  /** Where the household is afterwards; null: where it was. */
  readonly leaves: Whereabouts | null;
  /** The same person is asked to be measured again. */
  readonly again: Visit | null;
}
