import type { PassId } from '#core/units/ids.js';
import { passOfRow } from './pass-row.js';
import type { Queries } from './queries.js';
import type { RegisteredPass } from './resident-register.js';

/** Passes by their ids with what the register says of their household and person now; those it does not know are left out. */
export async function registeredPasses(
  queries: Queries,
  ids: readonly PassId[],
): Promise<ReadonlyMap<PassId, RegisteredPass>> {
  if (ids.length === 0) return new Map();
  const rows = await queries
    .selectFrom('passes as p')
    .leftJoin('households as h', (join) =>
      join.onRef('h.compound', '=', 'p.compound').onRef('h.id', '=', 'p.household'),
    )
    .leftJoin('residents as r', (join) =>
      join
        .onRef('r.compound', '=', 'p.compound')
        .onRef('r.household', '=', 'p.household')
        .onRef('r.id', '=', 'p.resident'),
    )
    .selectAll('p')
    .select(['h.sealed', 'r.isolated'])
    .where('p.id', 'in', ids)
    .execute();
  return new Map(
    rows.map(({ sealed, isolated, ...row }) => {
      const { id, qr } = row;
      return [
        id,
        { pass: passOfRow(row), qr, householdSealed: sealed === 1, personIsolated: isolated === 1 },
      ];
    }),
  );
}
