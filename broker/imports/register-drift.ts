import type { SqlSession, SqlValue } from '#core/ports/sql-database.js';
import { plainSql } from '../storage/plain-sql.js';
import { DETAIL_COLUMNS } from './image-row.js';
import type { ImageSwitch } from './switch-images.js';

/** Where the register is no more what an image says. */
export interface Drift {
  readonly count: number;
  /** The first of them: `3-2-501 r1`, or a household alone. */
  readonly examples: readonly string[];
}

const SHOWN = 10;

const DIFFERS = DETAIL_COLUMNS.map((column) => `coalesce(d.${column}, '') <> coalesce(i.${column}, '')`).join(
  ' or ',
);

const ABSENT_FROM = (side: string): string => `not exists (
  select 1 from import_images o where o.import = i.import and o.side = '${side}'
    and o.household = i.household and o.resident = i.resident)`;

/** Compares the register with the image an import starts from; nothing may have been changed since it was made. */
export async function registerDrift(images: ImageSwitch, session: SqlSession): Promise<Drift> {
  const parts = [
    changedResidents(images),
    unexpectedResidents(images),
    images.to === 'after' ? takenHouseholds(images) : usedHouseholds(images),
    ...(images.to === 'before' ? [replacedPasses(images)] : []),
  ];
  let count = 0;
  const examples: string[] = [];
  for (const { text, values } of parts) {
    const [total] = await plainSql(session, `select count(*) as found ${text}`, values);
    count += Number(total?.found ?? 0);
    if (Number(total?.found ?? 0) === 0 || examples.length >= SHOWN) continue;
    const rows = await plainSql(
      session,
      `select i.household as household, i.resident as resident ${text} order by 1, 2 limit ${SHOWN}`,
      values,
    );
    examples.push(
      ...rows.map(({ household, resident }) => `${String(household)} ${String(resident)}`.trim()),
    );
  }
  return { count, examples: examples.slice(0, SHOWN) };
}

interface Part {
  /** From the `from` on; gives `i.household` and `i.resident`. */
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/** Residents of the image who have gone or changed; nobody who is isolated now may be taken out. */
function changedResidents({ id, compound, from, to }: ImageSwitch): Part {
  return {
    text: `from import_images i
      left join residents r on r.compound = ? and r.household = i.household and r.id = i.resident
      left join resident_details d on d.compound = ? and d.household = i.household and d.resident = i.resident
      where i.import = ? and i.side = ? and (r.id is null or r.name <> i.name or ${DIFFERS}
        or (r.isolated = 1 and ${ABSENT_FROM(to)}))`,
    values: [compound, compound, id, from],
  };
}

/** Residents who are to come, and whose id somebody has already. */
function unexpectedResidents({ id, compound, from, to }: ImageSwitch): Part {
  return {
    text: `from import_images i
      join residents r on r.compound = ? and r.household = i.household and r.id = i.resident
      where i.import = ? and i.side = ? and ${ABSENT_FROM(from)}`,
    values: [compound, id, to],
  };
}

const HOUSEHOLDS = "(select import, household, kind, '' as resident from import_households) i";

/** Households that are to come and are there already. */
function takenHouseholds({ id, compound }: ImageSwitch): Part {
  return {
    text: `from ${HOUSEHOLDS} join households h on h.compound = ? and h.id = i.household
      where i.import = ? and i.kind = 'new'`,
    values: [compound, id],
  };
}

/** Households that came with the import and have been given something since: other residents, a pass, a seal. */
function usedHouseholds({ id, compound, from }: ImageSwitch): Part {
  return {
    text: `from ${HOUSEHOLDS} join households h on h.compound = ? and h.id = i.household
      where i.import = ? and i.kind = 'new' and (h.sealed = 1
        or exists (select 1 from passes p where p.compound = h.compound and p.household = h.id)
        or exists (select 1 from residents r where r.compound = h.compound and r.household = h.id
          and not exists (select 1 from import_images f where f.import = i.import and f.side = '${from}'
            and f.household = r.household and f.resident = r.id)))`,
    values: [compound, id],
  };
}

/** Households whose purchase pass the import revoked, and that have a new one since. */
function replacedPasses({ id }: ImageSwitch): Part {
  return {
    text: `from (select ip.import, p.household, p.compound, p.id as pass, '' as resident
        from import_passes ip join passes p on p.id = ip.pass where p.kind = 'purchase') i
      where i.import = ? and exists (select 1 from passes n where n.compound = i.compound
        and n.household = i.household and n.kind = 'purchase' and n.revoked = 0)`,
    values: [id],
  };
}
