import type { CompoundId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import type { Queries } from '../storage/queries.js';

/** What is erased by age, each kind for itself. `charges` are the moments of counted outings in the states of households. */
export type ErasureName = 'temperatures' | 'entries' | 'charges' | 'alarms' | 'quarantine' | 'contacts';

/** Up to where a compound's personal data has been erased; 0 where nothing was. */
export interface ErasedUntil {
  /** Ids of entries: the temperatures, or the personal parts, of all up to it are erased. */
  readonly temperatures: number;
  readonly entries: number;
  /** States remember no counted outing from before it. */
  readonly chargesFrom: Instant;
  /** Alarms from before it name nobody. */
  readonly alarmsFrom: Instant;
}

export const NOTHING_ERASED: ErasedUntil = { temperatures: 0, entries: 0, chargesFrom: 0, alarmsFrom: 0 };

export async function readErasedUntil(queries: Queries): Promise<ReadonlyMap<CompoundId, ErasedUntil>> {
  const rows = await queries.selectFrom('erasures').selectAll().execute();
  const erased = new Map<CompoundId, ErasedUntil>();
  for (const { compound, target, until_entry: entry, older_than: instant } of rows) {
    const known = erased.get(compound) ?? NOTHING_ERASED;
    erased.set(compound, { ...known, ...changeOf(target as ErasureName, entry, instant) });
  }
  return erased;
}

function changeOf(target: ErasureName, entry: number, instant: Instant): Partial<ErasedUntil> {
  switch (target) {
    case 'temperatures':
      return { temperatures: entry };
    case 'entries':
      return { entries: entry };
    case 'charges':
      return { chargesFrom: instant };
    case 'alarms':
      return { alarmsFrom: instant };
    case 'quarantine':
    case 'contacts':
      return {};
  }
}
