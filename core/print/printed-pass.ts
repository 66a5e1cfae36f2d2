import type { PassKind } from '#core/pass/pass.js';
import type { PassId } from '#core/units/ids.js';

/** Everything a printed pass shows, ready to be set: plain data that crosses to another thread. */
export interface PrintedPass {
  readonly pass: PassId;
  readonly kind: PassKind;
  /** The household, or null for a pass of nobody's flat. */
  readonly flat: string | null;
  /** Only when it was asked for. */
  readonly name: string | null;
  /** The signed text of the QR. */
  readonly qr: string;
  /** The short code as it is stored, with its check character. */
  readonly code: string;
  /** First and last day in the compound's zone, such as `2026-01-05`; null: no end. */
  readonly firstDay: string;
  readonly lastDay: string | null;
  /** The number of a card that is bound to the pass. */
  readonly card: string | null;
}
