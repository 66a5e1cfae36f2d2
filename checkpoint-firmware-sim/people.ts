import type { Entropy } from '#core/ports/entropy.js';
import { toHundredth, type Celsius } from '#core/units/celsius.js';
import type { HouseholdId } from '#core/units/ids.js';
import type { Credential } from '#core/wire/entry.js';
import type { CredentialKind, Sight } from './devices/device.js';

/** One flat of the made-up compound with what its people can show at a gate. */
export interface SimulatedHousehold {
  readonly household: HouseholdId;
  /** Its valid passes, each in every form it has: QR, printed code, card. */
  readonly credentials: readonly Credential[];
  readonly kind: 'purchase' | 'work';
  /** Has no phone: presents the printed code of a paper pass. */
  readonly elderly: boolean;
}

/**
 * Share of the difference between body and air that a forehead has lost. At 21.3 °C a body of 36.5 shows 34.1, the pair
 * of DESIGN section 5; at freezing point it shows 30.7: winter foreheads read 31 to 34 (devices.md section 2).
 */
const HEAT_LOSS = 0.158;

/** Temperature of the forehead of a body in the weather. */
export function skinOf(bodyC: Celsius, ambientC: Celsius): Celsius {
  return toHundredth(bodyC - HEAT_LOSS * (bodyC - ambientC));
}

/** What a thermometer has in front of it when this person stands there. */
export function sightOf(bodyC: Celsius, ambientC: Celsius): Sight {
  return { bodyC, skinC: skinOf(bodyC, ambientC), ambientC };
}

interface Span {
  readonly from: Celsius;
  readonly to: Celsius;
}

/** Body temperatures people come with. */
export const BODIES = {
  healthy: { from: 36.1, to: 36.9 },
  feverish: { from: 38.1, to: 39.3 },
  /** A cyclist out of the wind reads far too low (devices.md section 2). */
  chilled: { from: 33.0, to: 34.6 },
} as const satisfies Record<string, Span>;

export function drawnBody(span: Span, entropy: Entropy): Celsius {
  return toHundredth(span.from + entropy.fraction() * (span.to - span.from));
}

/** How this household shows its pass to a reader that can take these kinds; null if it has nothing for it. */
export function credentialFor(
  household: SimulatedHousehold,
  reads: readonly CredentialKind[],
): Credential | null {
  const order: readonly CredentialKind[] = household.elderly
    ? ['code', 'card', 'qr', 'flat']
    : ['qr', 'card', 'code', 'flat'];
  for (const kind of order.filter((one) => reads.includes(one))) {
    const found = household.credentials.find((credential) => credential.kind === kind);
    if (found !== undefined) return found;
  }
  return null;
}
