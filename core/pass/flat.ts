import { isId, type HouseholdId } from '#core/units/ids.js';

/** Building, unit and room as people write them: `3栋2单元501室`, `3号楼2门501`. */
const PART_WORDS = /号楼|单元|栋|幢|座|楼|门|室|号|户/g;
const SEPARATORS = /[\s\-‐-―−_/\\.,、，。#]+/g;
const MAX_TYPED = 64;

/**
 * The household a typed flat names: `3-2-501`, `3 2 501`, `３－２－５０１` and `3栋2单元501室` are all `3-2-501`. Null when the
 * text is not building, unit and room. Whether the household exists, only the register knows.
 */
export function normaliseFlat(text: string): HouseholdId | null {
  if (text.length > MAX_TYPED) return null;
  const flat = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(PART_WORDS, ' ')
    .replaceAll(SEPARATORS, ' ')
    .trim()
    .replaceAll(' ', '-');
  return flat.split('-').length === FLAT_PARTS && isId(flat) ? (flat as HouseholdId) : null;
}

const FLAT_PARTS = 3;
