import { standingOf, type AmendmentChange } from '#core/amend/amendment-change.js';
import type { TrialEntry } from '#core/policy/trial-run.js';
import type { Queries } from '../storage/queries.js';

type Standing = NonNullable<TrialEntry['standing']>;

/** What amendments have made of the entries: which did not happen, and who was let through against the verdict. */
export async function trialStandings(
  entries: readonly number[],
  queries: Queries,
): Promise<ReadonlyMap<number, Standing>> {
  if (entries.length === 0) return new Map();
  const rows = await queries
    .selectFrom('amendments')
    .select(['entry', 'kind', 'change'])
    .where('entry', 'in', entries)
    .orderBy('id')
    .execute();
  const changes = new Map<number, (typeof rows)[number][]>();
  for (const row of rows) changes.set(row.entry, [...(changes.get(row.entry) ?? []), row]);
  return new Map(
    [...changes].flatMap(([entry, own]) => {
      const standing = standingOfEntry(own);
      return standing === null ? [] : [[entry, standing] as const];
    }),
  );
}

function standingOfEntry(
  rows: readonly { readonly kind: string; readonly change: string }[],
): Standing | null {
  const all = rows.map(({ kind, change }) => ({ kind, change: JSON.parse(change) as AmendmentChange }));
  if (standingOf(all.map(({ change }) => change)) === 'void') return 'void';
  return all.some(({ kind, change }) => kind === 'override' && change.kind === 'add') ? 'overridden' : null;
}
