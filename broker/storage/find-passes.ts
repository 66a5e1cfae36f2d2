import type { SqlDatabase } from '#core/ports/sql-database.js';
import { EMPTY_STATE, type HouseholdState } from '#core/rules/household-state.js';
import type { PassQuestion } from '../ledger/credential-lookup.js';
import type { FoundPass } from '../ledger/ledger-store.js';
import { passOfRow, type PassColumns } from './pass-row.js';

const ANSWER = `json_array(json_extract(asked.value, '$[0]'),
    p.id, p.compound, p.kind, p.household, p.resident, p.not_before, p.expires, p.weekdays,
    p.hours_from, p.hours_to, p.revoked, p.qr, h.sealed, r.isolated, s.state, s.last_entry)`;

const JOINS = `
  left join households h on h.compound = p.compound and h.id = p.household
  left join residents r on r.compound = p.compound and r.household = p.household and r.id = p.resident
  left join household_states s on s.compound = p.compound and s.key = coalesce(p.household, 'pass:' || p.id)`;

/** By flat, the last row wins: the purchase pass issued last, one in force before any that was revoked. */
const STATEMENTS: Readonly<Record<PassQuestion['by'], string>> = {
  id: `select ${ANSWER} as answer from json_each(?) as asked
    join passes p on p.id = json_extract(asked.value, '$[1]') ${JOINS}`,
  code: `select ${ANSWER} as answer from json_each(?) as asked
    join passes p on p.code = json_extract(asked.value, '$[1]') ${JOINS}`,
  card: `select ${ANSWER} as answer from json_each(?) as asked
    join cards c on c.card = json_extract(asked.value, '$[1]') join passes p on p.id = c.pass ${JOINS}`,
  household: `select ${ANSWER} as answer from json_each(?) as asked
    join passes p on p.compound = json_extract(asked.value, '$[2]')
      and p.household = json_extract(asked.value, '$[1]') and p.kind = 'purchase' ${JOINS}
    order by p.revoked desc, p.issued_at, p.id`,
};

type Answer = [
  string,
  PassColumns['id'],
  PassColumns['compound'],
  PassColumns['kind'],
  PassColumns['household'],
  PassColumns['resident'],
  number,
  number | null,
  string | null,
  string | null,
  string | null,
  0 | 1,
  string,
  number | null,
  number | null,
  string | null,
  number | null,
];

/** Asks the register set-wise, one statement for each way of asking; answers by the key of the question. */
export async function findPasses(
  database: SqlDatabase,
  questions: ReadonlyMap<string, PassQuestion>,
): Promise<ReadonlyMap<string, FoundPass>> {
  const found = new Map<string, FoundPass>();
  for (const by of ['id', 'code', 'card', 'household'] as const) {
    const asked = [...questions].filter(([, question]) => question.by === by);
    if (asked.length === 0) continue;
    const parameter = JSON.stringify(asked.map(([key, { value, compound }]) => [key, value, compound]));
    for (const row of await database.all(STATEMENTS[by], [parameter])) {
      const answer = JSON.parse(String(row['answer'])) as Answer;
      found.set(answer[0], foundPass(answer));
    }
  }
  return found;
}

function foundPass(answer: Answer): FoundPass {
  const [, id, compound, kind, household, resident, notBefore, expires, weekdays] = answer;
  const [from, to, revoked, qr, sealed, isolated, state, lastEntry] = answer.slice(9) as [
    string | null,
    string | null,
    0 | 1,
    string,
    number | null,
    number | null,
    string | null,
    number | null,
  ];
  const pass = passOfRow({
    ...{ id, compound, kind, household, resident, weekdays, revoked },
    ...{ not_before: notBefore, expires, hours_from: from, hours_to: to },
  });
  return {
    pass,
    qr,
    householdSealed: sealed === 1,
    personIsolated: isolated === 1,
    state: state === null ? EMPTY_STATE : (JSON.parse(state) as HouseholdState),
    lastEntry: lastEntry ?? 0,
  };
}
