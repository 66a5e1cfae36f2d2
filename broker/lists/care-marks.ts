import { marksOf } from '#core/register-file/care-marks.js';
import type { HouseholdId } from '#core/units/ids.js';
import type { CareMarks } from './not-seen-list.js';

/** The marks of special care of each household: those of all its residents, each once. */
export const careMarks: CareMarks = async (compound, queries) => {
  const rows = await queries
    .selectFrom('resident_details')
    .select(['household', 'care'])
    .where('compound', '=', compound)
    .where('care', 'is not', null)
    .orderBy('household')
    .execute();
  const marks = new Map<HouseholdId, readonly string[]>();
  for (const { household, care } of rows) {
    marks.set(household, [...new Set([...(marks.get(household) ?? []), ...marksOf(care)])]);
  }
  return marks;
};
