import { normaliseCard } from '#core/pass/card-number.js';
import { normaliseFlat } from '#core/pass/flat.js';
import type { CredentialFinding } from '#core/pass/pass.js';
import type { KeyLimit } from '#core/pass/pass-key.js';
import type { QrFinding } from '#core/pass/qr-pass.js';
import { normaliseShortCode } from '#core/pass/short-code.js';
import type { CompoundId } from '#core/units/ids.js';
import type { Credential } from '#core/wire/entry.js';

/** A question to the register of passes. `household` asks for the purchase pass of a flat of the compound. */
export interface PassQuestion {
  readonly by: 'id' | 'code' | 'card' | 'household';
  readonly compound: CompoundId;
  readonly value: string;
}

/** A question as one text, for finding its answer: for most of them an id that is in memory anyway, and has no colon. */
export function questionKey({ by, compound, value }: PassQuestion): string {
  return by === 'id' ? value : `${by}:${compound}:${value}`;
}

/** What a credential says before the register is asked: a question to ask, or the finding itself. */
export type CredentialLookup =
  /** `limit` is what became of the key that has signed the credential. */
  | { readonly kind: 'ask'; readonly question: PassQuestion; readonly limit?: KeyLimit }
  | { readonly kind: 'found'; readonly finding: CredentialFinding };

const UNKNOWN: CredentialLookup = { kind: 'found', finding: { kind: 'unknown' } };

/** Reads a credential presented at a gate of the compound. `finding`: what the check of a QR text has found. */
export function lookupOf(
  credential: Credential,
  compound: CompoundId,
  finding: QrFinding | null,
): CredentialLookup {
  switch (credential.kind) {
    case 'qr':
      return finding === null ? UNKNOWN : lookupOfQr(finding, compound);
    case 'code':
      return asking('code', normaliseShortCode(credential.value), compound);
    case 'flat':
      return asking('household', normaliseFlat(credential.value), compound);
    case 'card':
      return asking('card', normaliseCard(credential.value), compound);
    case 'none':
      return UNKNOWN;
  }
}

function lookupOfQr(found: QrFinding, compound: CompoundId): CredentialLookup {
  switch (found.kind) {
    case 'authentic':
      if (found.claims.compound !== compound) {
        return { kind: 'found', finding: { kind: 'wrong-compound' } };
      }
      return limitedBy(found.limit, asking('id', found.claims.pass, compound));
    case 'forged':
      return { kind: 'found', finding: { kind: 'forged', problem: found.problem } };
    case 'key-unknown':
      return { kind: 'found', finding: { kind: 'unchecked', reason: 'key-unknown' } };
    case 'not-a-pass':
      return UNKNOWN;
  }
}

function limitedBy(limit: KeyLimit | undefined, lookup: CredentialLookup): CredentialLookup {
  return lookup.kind === 'found' || limit === undefined ? lookup : { ...lookup, limit };
}

function asking(by: PassQuestion['by'], value: string | null, compound: CompoundId): CredentialLookup {
  return value === null ? UNKNOWN : { kind: 'ask', question: { by, compound, value } };
}
