import type { Entry, LocalDecision, Reading } from '#core/wire/entry.js';

/**
 * The two parts of an entry that can be erased, as the ledger keeps them: short JSON texts with a salt at their end, so that
 * the digest that stays in the chain after an erasure betrays nothing (docs/decisions/0009).
 *
 * An erased part is `#` and its digest.
 */
const ERASED = '#';

export type PresentationPart = string;
export type ReadingPart = string;

/** Who came and how: everything of the entry but its reading. `value` is null when it is the QR text of the row's pass. */
export function presentationPart(entry: Entry, value: string | null, salt: string): PresentationPart {
  const { local } = entry;
  return JSON.stringify([
    entry.at,
    entry.clock,
    entry.lane,
    entry.purpose,
    entry.emergency ?? null,
    entry.credential.kind,
    value,
    local === null ? null : [local.verdict, local.reason, local.bookVersion, local.decidedAt],
    salt,
  ]);
}

export function readingPart(reading: Reading, salt: string): ReadingPart {
  const { bodyC, objectC, ambientC, correctionC, site, device, method, at } = reading;
  return JSON.stringify([bodyC, objectC, ambientC, correctionC, site, device, method, at, salt]);
}

export function isErased(part: string): boolean {
  return part.startsWith(ERASED);
}

/** What stands in place of an erased part. */
export function erasedPart(digest: string): string {
  return ERASED + digest;
}

/** The digest that an erased part keeps. */
export function keptDigest(part: string): string {
  return part.slice(ERASED.length);
}

type Presented = Pick<Entry, 'at' | 'clock' | 'lane' | 'purpose' | 'emergency' | 'credential' | 'local'>;

type PresentationValues = [
  Entry['at'],
  Entry['clock'],
  Entry['lane'],
  Entry['purpose'],
  Entry['emergency'] | null,
  Entry['credential']['kind'],
  string | null,
  [LocalDecision['verdict'], string, number, number] | null,
];

/** Reads a part back; `qr` is the QR text of the row's pass. Null when it was erased. */
export function presentedOf(part: PresentationPart, qr: string | null): Presented | null {
  if (isErased(part)) return null;
  const [at, clock, lane, purpose, emergency, kind, value, local] = JSON.parse(part) as PresentationValues;
  return {
    at,
    clock,
    lane,
    purpose,
    ...(emergency === null || emergency === undefined ? {} : { emergency }),
    credential: { kind, value: value ?? qr ?? '' },
    local: local === null ? null : localOf(local),
  };
}

function localOf(values: readonly [LocalDecision['verdict'], string, number, number]): LocalDecision {
  const [verdict, reason, bookVersion, decidedAt] = values;
  return { verdict, reason, bookVersion, decidedAt };
}

type ReadingValues = [
  number,
  number | null,
  number | null,
  number,
  Reading['site'],
  string,
  Reading['method'],
  number,
];

/** Null when there was none, or it was erased. */
export function readingOf(part: ReadingPart | null): Reading | null {
  if (part === null || isErased(part)) return null;
  const [bodyC, objectC, ambientC, correctionC, site, device, method, at] = JSON.parse(part) as ReadingValues;
  return { bodyC, objectC, ambientC, correctionC, site, device, method, at };
}
