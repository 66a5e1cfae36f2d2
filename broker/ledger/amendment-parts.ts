import type { Instant } from '#core/units/instant.js';
import { isErased } from './entry-parts.js';

/** Who made an amendment and why, as the gate or the controller said it. */
export interface AmendmentSaid {
  /** By the author's own clock. */
  readonly at: Instant;
  readonly clock: 'synced' | 'floor';
  /** Id of the duty worker, or name of the controller's account. */
  readonly author: string;
  readonly note: string;
}

type SaidValues = [AmendmentSaid['at'], AmendmentSaid['clock'], string, string, string];

/** The part of an amendment that is erased with the persons of its entry, as the ledger keeps it. */
export function saidPart({ at, clock, author, note }: AmendmentSaid, salt: string): string {
  return JSON.stringify([at, clock, author, note, salt] satisfies SaidValues);
}

/** Null when it was erased. */
export function saidOf(part: string): AmendmentSaid | null {
  if (isErased(part)) return null;
  const [at, clock, author, note] = JSON.parse(part) as SaidValues;
  return { at, clock, author, note };
}
