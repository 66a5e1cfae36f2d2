import { newShortCode } from '#core/pass/short-code.js';
import type { Entropy } from '#core/ports/entropy.js';

/** The compound that every gate, household and pass of the bench belongs to. */
export const COMPOUND = 'garden';
export const TIMEZONE = 'Asia/Shanghai';

export type PassKind = 'purchase' | 'work';

export interface SeedPlan {
  readonly households: number;
  readonly passKind: PassKind;
}

/** A value for each column that the seeder knows; the database says which columns there are. */
export type SeedRow = Readonly<Record<string, string | number | null>>;

const HOUR = 3_600_000;
const CODE_DIGIT_BITS = 5;

/** What a row is made of besides its index. */
export interface RowSource {
  readonly passKind: PassKind;
  /** Milliseconds since 1970: when the pass is issued. */
  readonly now: number;
  readonly qrOf: (index: number) => string;
}

/**
 * One household, its one resident, and its one pass, as a row of each table. Adapt this when the schema gains a column
 * that must have a value.
 */
export const ROWS: Readonly<Record<SeedTable, (index: number, source: RowSource) => SeedRow>> = {
  households: (index) => ({ compound: COMPOUND, id: householdOf(index), sealed: 0 }),
  residents: (index) => {
    const household = householdOf(index);
    return { compound: COMPOUND, household, id: 'r1', name: `住户${index}`, isolated: 0 };
  },
  passes: (index, { passKind, now, qrOf }) => ({
    id: passIdOf(index),
    compound: COMPOUND,
    kind: passKind,
    household: householdOf(index),
    resident: null,
    not_before: notBeforeAt(now),
    expires: null,
    weekdays: null,
    hours_from: null,
    hours_to: null,
    revoked: 0,
    code: codeOf(index),
    qr: qrOf(index),
    issued_at: now,
  }),
};

/** In the order in which they may refer to each other. */
export const SEED_TABLES = ['households', 'residents', 'passes'] as const;
export type SeedTable = (typeof SEED_TABLES)[number];

/** A hundred flats a unit, ten units a building. */
export function householdOf(index: number): string {
  return `${Math.floor(index / 1000) + 1}-${(Math.floor(index / 100) % 10) + 1}-${101 + (index % 100)}`;
}

/** All of one length, so that all QR texts are. */
export function passIdOf(index: number): string {
  return `b-${String(index).padStart(8, '0')}`;
}

/** The short printed code of a pass; a different one for each index. */
export function codeOf(index: number): string {
  const digits: Entropy = {
    fraction: () => 0,
    uuid: () => '',
    bytes: (length) => Uint8Array.from({ length }, (_, place) => (index >> (CODE_DIGIT_BITS * place)) & 31),
  };
  return newShortCode(digits);
}

/** Whole seconds, because a QR says no more. */
export function notBeforeAt(now: number): number {
  return Math.floor((now - HOUR) / 1000) * 1000;
}
