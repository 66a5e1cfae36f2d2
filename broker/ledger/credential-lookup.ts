import { normaliseCard } from '#core/pass/card-number.js';
import { normaliseFlat } from '#core/pass/flat.js';
import type { CredentialFinding } from '#core/pass/pass.js';
import type { KeyLimit } from '#core/pass/pass-key.js';
import type { AuthenticQr, RefusedQr } from '#core/pass/qr-pass.js';
import { normaliseShortCode } from '#core/pass/short-code.js';
import type { CompoundId } from '#core/units/ids.js';
import type { Credential } from '#core/wire/entry.js';
import { passQuestion, qrQuestion, type PassQuestion } from './pass-question.js';

/** What a credential says before the register is asked: a question to ask, or the finding itself. */
export type CredentialLookup = AskedPass | { readonly kind: 'found'; readonly finding: CredentialFinding };

export interface AskedPass {
  readonly kind: 'ask';
  readonly question: PassQuestion;
  /** What became of the key that has signed the credential; left out when it is in force, or there is none. */
  readonly limit?: KeyLimit;
}

const UNKNOWN: CredentialLookup = { kind: 'found', finding: { kind: 'unknown' } };
const WRONG_COMPOUND: CredentialLookup = { kind: 'found', finding: { kind: 'wrong-compound' } };

/** What is remembered of an authentic QR text: all that is left to do is to ask for its pass. */
export function askedByQr({ claims, limit }: AuthenticQr, text: string): AskedPass {
  const question = qrQuestion(text, claims);
  return limit === undefined ? { kind: 'ask', question } : { kind: 'ask', question, limit };
}

/** Reads a credential presented at a gate of the compound. `qr`: what has become of its QR text. */
export function lookupOf(
  credential: Credential,
  compound: CompoundId,
  qr: AskedPass | RefusedQr | null,
): CredentialLookup {
  switch (credential.kind) {
    case 'qr':
      return qr === null ? UNKNOWN : lookupOfQr(qr, compound);
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

function lookupOfQr(qr: AskedPass | RefusedQr, compound: CompoundId): CredentialLookup {
  switch (qr.kind) {
    case 'ask':
      return qr.question.compound === compound ? qr : WRONG_COMPOUND;
    case 'forged':
      return { kind: 'found', finding: { kind: 'forged', problem: qr.problem } };
    case 'key-unknown':
      return { kind: 'found', finding: { kind: 'unchecked', reason: 'key-unknown' } };
    case 'not-a-pass':
      return UNKNOWN;
  }
}

function asking(by: PassQuestion['by'], value: string | null, compound: CompoundId): CredentialLookup {
  return value === null ? UNKNOWN : { kind: 'ask', question: passQuestion(by, compound, value) };
}
