import type { Queries } from '../storage/queries.js';
import type { PassRow, ResidentRow } from '../storage/schema.js';

/** The name a pass shows; null when there is none. */
export type NameOf = (pass: Pick<PassRow, 'household' | 'resident'>) => string | null;

const AT_A_TIME = 200;
const BETWEEN_NAMES = '、';

/** Names for passes: the resident's own, or all of the household for a pass that any of them may carry. */
export async function namesOnPasses(passes: readonly PassRow[], queries: Queries): Promise<NameOf> {
  const [compound] = new Set(passes.map((pass) => pass.compound));
  const flats = [...new Set(passes.flatMap(({ household }) => (household === null ? [] : [household])))];
  const residents = new Map<string, ResidentRow[]>();
  for (let from = 0; compound !== undefined && from < flats.length; from += AT_A_TIME) {
    const rows = await queries
      .selectFrom('residents')
      .selectAll()
      .where('compound', '=', compound)
      .where('household', 'in', flats.slice(from, from + AT_A_TIME))
      .orderBy('id')
      .execute();
    for (const row of rows) residents.set(row.household, [...(residents.get(row.household) ?? []), row]);
  }
  return ({ household, resident }) => {
    const all = household === null ? [] : (residents.get(household) ?? []);
    const shown = resident === null ? all : all.filter(({ id }) => id === resident);
    return shown.length === 0 ? null : shown.map(({ name }) => name).join(BETWEEN_NAMES);
  };
}
