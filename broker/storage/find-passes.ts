import type { SqlDatabase, SqlRow } from '#core/ports/sql-database.js';
import { EMPTY_STATE } from '#core/rules/household-state.js';
import type { LedgerState } from '../ledger/ledger-store.js';
import type { PassQuestion } from '../ledger/pass-question.js';
import type { PassColumns } from './pass-row.js';
import type { RegisteredPass } from './resident-register.js';
import { stateOfText } from './state-text.js';

/** One text for all answers: a row for each would cost more than reading it does. The QR text goes with ids alone. */
const ANSWERS = `select json_group_array(json_array(asked.key,
    p.id, p.compound, p.kind, p.household, p.resident, p.not_before, p.expires, p.weekdays,
    p.hours_from, p.hours_to, p.revoked, h.sealed, r.isolated, s.state, s.last_entry`;

/** Only the few that are sealed or isolated are looked for, in indexes of their own. */
const JOINS = `
  left join households h indexed by households_sealed
    on h.compound = p.compound and h.id = p.household and h.sealed = 1
  left join residents r indexed by residents_isolated
    on r.compound = p.compound and r.household = p.household and r.id = p.resident and r.isolated = 1
  left join household_states s on s.compound = p.compound and s.key = coalesce(p.household, 'pass:' || p.id)`;

/** By flat, the last row wins: the purchase pass issued last, one in force before any that was revoked. */
const STATEMENTS: Readonly<Record<PassQuestion['by'], string>> = {
  id: `${ANSWERS}, p.qr)) as answers from json_each(?1) as asked join passes p on p.id = asked.value ${JOINS}`,
  code: `${ANSWERS})) as answers from json_each(?1) as asked
    join passes p indexed by passes_by_code on p.code = asked.value ${JOINS}`,
  card: `${ANSWERS})) as answers from json_each(?1) as asked
    join cards c on c.card = asked.value join passes p on p.id = c.pass ${JOINS}`,
  household: `${ANSWERS}) order by p.revoked desc, p.issued_at, p.id) as answers from json_each(?1) as asked
    join passes p on p.household = asked.value and p.compound = json_extract(?2, '$[' || asked.key || ']')
      and p.kind = 'purchase' ${JOINS}`,
};

/** A row in the order of the statements; it begins with the place of the question. */
type Answer = [
  place: number,
  id: PassColumns['id'],
  compound: PassColumns['compound'],
  kind: PassColumns['kind'],
  household: PassColumns['household'],
  resident: PassColumns['resident'],
  notBefore: number,
  expires: number | null,
  weekdays: string | null,
  from: string | null,
  to: string | null,
  revoked: 0 | 1,
  sealed: number | null,
  isolated: number | null,
  state: string | null,
  lastEntry: number | null,
  qr?: string,
];

/** A pass with the state that is saved of its household. */
export interface PassAnswer extends RegisteredPass, LedgerState {}

/** Asks the register set-wise, one statement for each way of asking; answers by the key of the question. */
export async function findPasses(
  database: SqlDatabase,
  questions: ReadonlyMap<string, PassQuestion>,
): Promise<ReadonlyMap<string, PassAnswer>> {
  const found = new Map<string, PassAnswer>();
  for (const by of ['id', 'code', 'card', 'household'] as const) {
    const asked = [...questions].filter(([, question]) => question.by === by);
    if (asked.length === 0) continue;
    const values = JSON.stringify(asked.map(([, { value }]) => value));
    const compounds = by === 'household' ? [JSON.stringify(asked.map(([, { compound }]) => compound))] : [];
    for (const answer of answersOf(await database.all(STATEMENTS[by], [values, ...compounds]))) {
      const [key] = asked[answer[0]] ?? [];
      if (key !== undefined) found.set(key, foundPass(answer));
    }
  }
  return found;
}

function answersOf([row]: readonly SqlRow[]): readonly Answer[] {
  return JSON.parse(String(row?.['answers'] ?? '[]')) as Answer[];
}

/** Written out field by field: copies on the way would cost as much as the database's answer. */
function foundPass(answer: Answer): PassAnswer {
  const weekdays = answer[8];
  const from = answer[9];
  const to = answer[10];
  const state = answer[14];
  return {
    pass: {
      id: answer[1],
      kind: answer[3],
      compound: answer[2],
      household: answer[4],
      resident: answer[5],
      notBefore: answer[6],
      expires: answer[7],
      revoked: answer[11] === 1,
      weekdays: weekdays === null ? null : (JSON.parse(weekdays) as number[]),
      hours: from === null || to === null ? null : { from, to },
    },
    qr: answer[16] ?? null,
    householdSealed: answer[12] === 1,
    personIsolated: answer[13] === 1,
    state: state === null ? EMPTY_STATE : stateOfText(state),
    lastEntry: answer[15] ?? 0,
  };
}
