import type { HouseholdExportQuery } from '#core/api/exports.js';
import { groupBy } from '#core/group-by.js';
import { CARE_MARKS, marksOf } from '#core/register-file/care-marks.js';
import { FIELD_WORDS } from '#core/register-file/fields.js';
import { maskName, maskPhone } from '#core/register-file/masks.js';
import type { CompoundId, HouseholdId } from '#core/units/ids.js';
import type { Queries } from '../storage/queries.js';
import type { ExportTable } from './outgoing-table.js';

interface ExportedResident {
  readonly id: string;
  readonly name: string;
  readonly phone: string | null;
  readonly relation: string | null;
  readonly care: readonly string[];
  readonly notes: string | null;
  readonly idNumberEnd: string | null;
  readonly isolated: boolean;
}

interface ExportedHousehold {
  readonly household: HouseholdId;
  readonly sealed: boolean;
  readonly residents: readonly ExportedResident[];
}

interface Look {
  readonly language: 'zh' | 'en';
  readonly isFull: boolean;
}

const PAGE = 500;
const OWN_WORDS = {
  idNumberEnd: { zh: '证件号末四位', en: 'end of id number' },
  isolated: { zh: '居家隔离', en: 'isolated' },
  sealed: { zh: '本户封控', en: 'sealed' },
} as const;
const YES = { zh: '是', en: 'yes' } as const;

/** The households of a compound, one resident a row, under headings that an import reads again. */
export function householdTable(
  query: HouseholdExportQuery,
  queries: Queries,
): ExportTable<ExportedHousehold> {
  const look: Look = { language: query.language ?? 'zh', isFull: query.full === 'true' };
  const { language } = look;
  const fields = (['household', 'name', 'phone', 'relation', 'care', 'notes'] as const).map(
    (field) => FIELD_WORDS[field][language],
  );
  const own = Object.values(OWN_WORDS).map((words) => words[language]);
  return {
    name: `households-${query.compound}`,
    headings: [...fields, ...own],
    pages: householdPages(query.compound, look, queries),
    rows: (household) => rowsOf(household, language),
    json: (household) => household,
  };
}

function rowsOf({ household, sealed, residents }: ExportedHousehold, language: 'zh' | 'en'): string[][] {
  const said = (is: boolean): string => (is ? YES[language] : '');
  const rows = residents.map((one) => [
    household,
    one.name,
    one.phone ?? '',
    one.relation ?? '',
    marksOf(one.care.join(','))
      .map((mark) => CARE_MARKS[mark][language])
      .join('、'),
    one.notes ?? '',
    one.idNumberEnd ?? '',
    said(one.isolated),
    said(sealed),
  ]);
  const nobody = [household, '', '', '', '', '', '', '', said(sealed)];
  return rows.length === 0 ? [nobody] : rows;
}

async function* householdPages(
  compound: CompoundId,
  look: Look,
  queries: Queries,
): AsyncGenerator<readonly ExportedHousehold[]> {
  const households = queries
    .selectFrom('households')
    .select(['id', 'sealed'])
    .where('compound', '=', compound);
  let after = '' as HouseholdId;
  for (;;) {
    const page = await households.where('id', '>', after).orderBy('id').limit(PAGE).execute();
    const last = page.at(-1);
    if (last === undefined) return;
    const ids = page.map(({ id }) => id);
    const residents = groupBy(await residentsOf(compound, ids, queries), ({ household }) => household);
    yield page.map(({ id, sealed }) => ({
      household: id,
      sealed: sealed === 1,
      residents: (residents.get(id) ?? []).map(({ person }) => (look.isFull ? person : masked(person))),
    }));
    after = last.id;
  }
}

/** Free text and the end of an identity number can tell who it is as well as a name does. */
function masked(person: ExportedResident): ExportedResident {
  const phone = person.phone === null ? null : maskPhone(person.phone);
  return { ...person, name: maskName(person.name), phone, notes: null, idNumberEnd: null };
}

async function residentsOf(
  compound: CompoundId,
  ids: readonly HouseholdId[],
  queries: Queries,
): Promise<{ household: HouseholdId; person: ExportedResident }[]> {
  const rows = await queries
    .selectFrom('residents as r')
    .leftJoin('resident_details as d', (join) =>
      join
        .onRef('d.compound', '=', 'r.compound')
        .onRef('d.household', '=', 'r.household')
        .onRef('d.resident', '=', 'r.id'),
    )
    .select(['r.household', 'r.id', 'r.name', 'r.isolated'])
    .select(['d.phone', 'd.relation', 'd.care', 'd.notes', 'd.id_tail'])
    .where('r.compound', '=', compound)
    .where('r.household', 'in', ids)
    .orderBy('r.household')
    .orderBy('r.id')
    .execute();
  return rows.map(
    ({ household, id, name, isolated, phone, relation, care, notes, id_tail: idNumberEnd }) => ({
      household,
      person: {
        id,
        name,
        phone,
        relation,
        care: marksOf(care),
        notes,
        idNumberEnd,
        isolated: isolated === 1,
      },
    }),
  );
}
