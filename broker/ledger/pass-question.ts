import type { PassClaims } from '#core/pass/pass-claims.js';
import type { CompoundId } from '#core/units/ids.js';
import type { FoundPass } from './ledger-store.js';

/** A question to the register of passes. `household` asks for the purchase pass of a flat of the compound. */
export interface PassQuestion {
  readonly by: 'id' | 'code' | 'card' | 'household';
  readonly compound: CompoundId;
  readonly value: string;
  /** The QR text that it was read from; null when it was another credential. */
  readonly text: string | null;
  /**
   * What a store has answered last, kept by it where the next look is: the question of a known QR text is asked again and
   * again. Only the store knows whether it is still true.
   */
  answer: FoundPass | null;
}

export function passQuestion(by: PassQuestion['by'], compound: CompoundId, value: string): PassQuestion {
  return { by, compound, value, text: null, answer: null };
}

/** The question of an authentic QR text. */
export function qrQuestion(
  text: string,
  { compound, pass }: Pick<PassClaims, 'compound' | 'pass'>,
): PassQuestion {
  return { by: 'id', compound, value: pass, text, answer: null };
}

/** A question as one text, for finding its answer: for most of them an id that is in memory anyway, and has no colon. */
export function questionKey({
  by,
  compound,
  value,
}: Pick<PassQuestion, 'by' | 'compound' | 'value'>): string {
  return by === 'id' ? value : `${by}:${compound}:${value}`;
}
