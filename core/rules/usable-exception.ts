import type { OneOffException } from '#core/exceptions/one-off-exception.js';
import type { Instant } from '#core/units/instant.js';
import { passOf, type Facts } from './rule.js';

/**
 * The exception that lets the pass out now, the one that ends first; null when there is none. Only the household's own
 * passes use it: an exempt pass has its own days and hours.
 */
export function usableException(facts: Facts): OneOffException | null {
  if (hasNone(facts)) return null;
  const usable = unusedExceptions(facts).filter(({ from }) => from <= facts.now);
  return usable.sort((a, b) => a.expires - b.expires || (a.id < b.id ? -1 : 1))[0] ?? null;
}

/** When the next exception begins; null when none is to come. */
export function nextExceptionFrom(facts: Facts): Instant | null {
  if (hasNone(facts)) return null;
  const coming = unusedExceptions(facts).filter(({ from, expires }) => facts.now < from && from < expires);
  return coming.reduce<Instant | null>((first, { from }) => Math.min(first ?? from, from), null);
}

/** As nearly every household. */
function hasNone({ exceptions }: Facts): boolean {
  return exceptions === undefined || exceptions.length === 0;
}

function unusedExceptions(facts: Facts): OneOffException[] {
  const { exceptions = [], state, now } = facts;
  const pass = passOf(facts);
  if (pass?.kind !== 'purchase' && pass?.kind !== 'resident') return [];
  const used = new Set(state.usedExceptions?.map(({ exception }) => exception));
  return exceptions.filter(
    ({ id, household, expires }) => household === pass.household && now < expires && !used.has(id),
  );
}
