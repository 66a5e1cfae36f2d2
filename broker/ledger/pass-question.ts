import type { CompoundId } from '#core/units/ids.js';
import type { FoundPass } from './ledger-store.js';

/** A question to the register of passes. `household` asks for the purchase pass of a flat of the compound. */
export interface PassQuestion {
  readonly by: 'id' | 'code' | 'card' | 'household';
  readonly compound: CompoundId;
  readonly value: string;
  /**
   * What a store has answered last, kept by it where the next look is: the question of a known QR text is asked again and
   * again. Only the store knows whether it is still true.
   */
  answer: FoundPass | null;
}

export function passQuestion(by: PassQuestion['by'], compound: CompoundId, value: string): PassQuestion {
  return { by, compound, value, answer: null };
}

/** A question as one text, for finding its answer: for most of them an id that is in memory anyway, and has no colon. */
export function questionKey({ by, compound, value }: Omit<PassQuestion, 'answer'>): string {
  return by === 'id' ? value : `${by}:${compound}:${value}`;
}
