import type { Milliseconds } from '#core/units/instant.js';
import type { Address } from '#core/units/address.js';

export interface DemoOptions {
  /** null: a fresh temporary folder. */
  readonly dataDir: string | null;
  readonly http: Address;
  readonly mqtt: Address;
  readonly gates: number;
  /** People a minute and gate. */
  readonly pace: number;
  readonly seed: number;
  /** null: until interrupted. */
  readonly duration: Milliseconds | null;
  readonly logLevel: string;
}
