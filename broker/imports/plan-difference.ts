import type { ImportDifference } from '#core/api/imports.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { householdDifference, type HouseholdDifference } from '#core/register-file/household-difference.js';
import type { CompoundId } from '#core/units/ids.js';
import { plainSql } from '../storage/plain-sql.js';
import { queriesOn } from '../storage/queries.js';
import { householdPages, type ComparedHousehold } from './household-pages.js';
import { insertImages, type Image } from './image-row.js';

/** More than this share of the households in use may only be switched off by somebody who says so. */
const SWITCH_OFF_LIMIT = 0.05;

interface PlanOf {
  readonly id: string;
  readonly compound: CompoundId;
}

/**
 * Works out what an import would change, household by household, and writes down both images of every resident who is not
 * the same. Planning again replaces the plan.
 */
export async function planDifference(of: PlanOf, database: SqlDatabase): Promise<ImportDifference> {
  for (const table of ['import_images', 'import_households']) {
    await plainSql(database, `delete from ${table} where import = ?`, [of.id]);
  }
  const sums = new Sums();
  for await (const page of householdPages(of, queriesOn(database))) {
    const planned = page.map((household) => ({ household, difference: householdDifference(household) }));
    await insertImages(of.id, planned.flatMap(imagesOf), database);
    await insertHouseholds(of.id, page, database);
    for (const one of planned) sums.add(one);
  }
  return sums.difference(await unplacedRows(of.id, database));
}

interface Planned {
  readonly household: ComparedHousehold;
  readonly difference: HouseholdDifference;
}

function imagesOf({ household: { id: household }, difference }: Planned): Image[] {
  return difference.changes.flatMap((change): Image[] => {
    if (change.kind === 'missing') return [{ side: 'missing', household, person: change.before }];
    const after: Image = { side: 'after', household, person: change.after };
    return change.kind === 'new' ? [after] : [{ side: 'before', household, person: change.before }, after];
  });
}

async function insertHouseholds(
  id: string,
  page: readonly ComparedHousehold[],
  database: SqlDatabase,
): Promise<void> {
  const rows = page.flatMap((household) => {
    if (isNew(household)) return [[id, household.id, 'new']];
    return isMissing(household) ? [[id, household.id, 'missing']] : [];
  });
  if (rows.length === 0) return;
  const places = rows.map(() => '(?, ?, ?)').join(', ');
  await plainSql(
    database,
    `insert into import_households (import, household, kind) values ${places}`,
    rows.flat(),
  );
}

function isNew({ isRegistered, file }: ComparedHousehold): boolean {
  return !isRegistered && file.length > 0;
}

function isInUse({ registered, passes }: ComparedHousehold): boolean {
  return registered.length > 0 || passes > 0;
}

/** In use, and nothing in the file speaks of it: it would be switched off, unless somebody of it is under isolation. */
function isMissing(household: ComparedHousehold): boolean {
  const isNamed = household.file.length > 0 || household.hasRejectedRows;
  const hasIsolated = household.registered.some(({ isIsolated }) => isIsolated);
  return isInUse(household) && !isNamed && !hasIsolated;
}

class Sums {
  readonly #residents = { new: 0, changed: 0, same: 0, missing: 0, kept: 0 };
  readonly #households = { new: 0, known: 0, missing: 0 };
  #inUse = 0;

  add({ household, difference }: Planned): void {
    for (const { kind } of difference.changes) this.#residents[kind] += 1;
    this.#residents.same += difference.same;
    this.#residents.kept += difference.kept;
    if (isInUse(household)) this.#inUse += 1;
    if (isNew(household)) this.#households.new += 1;
    else if (isMissing(household)) this.#households.missing += 1;
    else if (household.file.length > 0) this.#households.known += 1;
  }

  difference(unplaced: number): ImportDifference {
    const { missing } = this.#households;
    const needsConfirmation = missing > this.#inUse * SWITCH_OFF_LIMIT;
    return {
      residents: { ...this.#residents },
      households: { ...this.#households },
      switchedOff: { households: missing, of: this.#inUse, needsConfirmation },
      unplacedRows: unplaced,
    };
  }
}

async function unplacedRows(id: string, database: SqlDatabase): Promise<number> {
  const statement =
    "select count(*) as found from import_rows where import = ? and state = 'rejected' and household is null";
  const [row] = await plainSql(database, statement, [id]);
  return Number(row?.found ?? 0);
}
