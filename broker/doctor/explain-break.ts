import { REASONS } from '#core/rules/reasons.js';
import { SECOND, type Instant } from '#core/units/instant.js';
import { isAmendment } from '../ledger/amendment-chain.js';
import { rowHash, type ChainedRow } from '../ledger/chain.js';
import { isErased, presentedOf } from '../ledger/entry-parts.js';
import type { EntryRow } from '../storage/schema.js';
import type { ChainBreak } from './journal-walk.js';

/** What the register knows of the pass and the household of a broken row. */
export interface RegisterHints {
  readonly households: readonly EntryRow['household'][];
  readonly passes: readonly EntryRow['pass'][];
}

/** How far a moment may be from the others of its row to be found again. */
const NEARBY = 3 * SECOND;
const VERSIONS_NEARBY = 200;

type Change = Partial<ChainedRow>;

/**
 * Which column of a broken row was changed, as far as can be told: the one with which the row fits its hash when it takes a
 * value it may well have had. Null when none does: a part that was written freely, more than one column, or another row
 * before it.
 */
export function explainBreak(one: ChainBreak, hints: RegisterHints): string | null {
  if (one.isHashItself) return 'hash';
  const { row } = one;
  // An amendment is short, and a person reads it faster than it is guessed.
  if (isAmendment(row)) return null;
  for (const change of changesOf({ ...one, row }, hints)) {
    if (rowHash(one.before, { ...row, ...change }) === row.hash) {
      return Object.keys(change)[0] ?? null;
    }
  }
  return unreadablePart(row);
}

function* changesOf(
  { row, topSeq }: ChainBreak & { readonly row: EntryRow },
  hints: RegisterHints,
): Generator<Change> {
  yield { seq: topSeq + 1 };
  yield { direction: row.direction === 'out' ? 'in' : 'out' };
  for (const verdict of ['allow', 'deny', 'retake', 'fever', 'fault'] as const) yield { verdict };
  for (const reason of Object.keys(REASONS)) yield { reason };
  yield { decided_by: row.decided_by === 'gate' ? 'service' : 'gate' };
  yield { conflict: row.conflict === 0 ? 1 : 0 };
  yield { next_at: null };
  for (const household of [null, ...hints.households]) yield { household };
  for (const pass of [null, ...hints.passes]) yield { pass };
  yield* versions(row);
  yield* effectCodes();
  yield* moments(row);
}

function* versions(row: EntryRow): Generator<Change> {
  for (let step = -VERSIONS_NEARBY; step <= VERSIONS_NEARBY; step += 1) {
    yield { policy_version: row.policy_version + step };
    yield { book_version: row.book_version + step };
    yield { policy_version: VERSIONS_NEARBY + step };
    yield { book_version: VERSIONS_NEARBY + step };
  }
}

/** Every code of up to two effects. */
function* effectCodes(): Generator<Change> {
  yield { effects: '' };
  const letters = ['', 'O', 'o', 'C', 'S', 's', 'I', 'i'];
  for (const kind of ['p', 'r', 'w', 'm', 'v', 's']) {
    for (const first of letters) {
      for (const second of first === '' ? [''] : letters) yield { effects: kind + first + second };
    }
  }
}

/** Each moment near another one of its row. */
function* moments(row: EntryRow): Generator<Change> {
  const presented = isErased(row.presentation) ? null : presentedMoments(row);
  const known: readonly Instant[] = [row.at, row.received_at, row.decided_at, ...(presented ?? [])];
  for (const moment of new Set(known)) {
    for (let step = -NEARBY; step <= NEARBY; step += 1) {
      const near = moment + step;
      yield { at: near };
      yield { received_at: near };
      yield { decided_at: near };
    }
  }
}

function presentedMoments(row: EntryRow): readonly Instant[] | null {
  try {
    const presented = presentedOf(row.presentation, null);
    if (presented === null) return null;
    return [presented.at, ...(presented.local === null ? [] : [presented.local.decidedAt])];
  } catch {
    return null;
  }
}

function unreadablePart({ presentation, reading }: EntryRow): string | null {
  if (!isReadable(presentation)) return 'presentation';
  return reading !== null && !isReadable(reading) ? 'reading' : null;
}

function isReadable(part: string): boolean {
  if (isErased(part)) return true;
  try {
    return Array.isArray(JSON.parse(part));
  } catch {
    return false;
  }
}
