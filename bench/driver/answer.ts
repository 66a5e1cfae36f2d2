import { Buffer } from 'node:buffer';

const SEQ = Buffer.from('"seq":');
const VERDICT = Buffer.from('"verdict":"');
const SPACE = 0x20;
const ZERO = 0x30;

/** What an answer without a verdict counts as: an echo of the entry. */
export const ECHO = 'echo';
const VERDICTS = ['allow', 'deny', 'retake', 'fever', 'fault'].map((text) => ({
  text,
  bytes: Buffer.from(`${text}"`),
}));

/** The `seq` of a decision, read without parsing the rest; 0 when there is none. */
export function seqOf(payload: Buffer): number {
  const found = payload.indexOf(SEQ);
  if (found === -1) return 0;
  let at = found + SEQ.length;
  while (payload[at] === SPACE) at += 1;
  let seq = 0;
  for (;;) {
    const digit = (payload[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return seq;
    seq = seq * 10 + digit;
    at += 1;
  }
}

export function verdictOf(payload: Buffer): string {
  const found = payload.indexOf(VERDICT);
  if (found === -1) return ECHO;
  const at = found + VERDICT.length;
  const verdict = VERDICTS.find(({ bytes }) => bytes.compare(payload, at, at + bytes.length) === 0);
  return verdict?.text ?? 'unknown';
}
