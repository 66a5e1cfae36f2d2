import type { SqlSession } from '#core/ports/sql-database.js';
import type { PassQuestion } from '../ledger/pass-question.js';
import { passOfRow, type PassColumns } from './pass-row.js';
import { textArray } from './postgres-arrays.js';
import { SELECT_PASSES } from './postgres-ledger-sql.js';
import type { RegisteredPass } from './resident-register.js';
import type { Flag } from './schema.js';

/** Questions by their keys. */
export type Questions = readonly (readonly [key: string, question: PassQuestion])[];

type Answer = PassColumns & {
  readonly place: number;
  readonly qr: string;
  readonly sealed: Flag | null;
  readonly isolated: Flag | null;
};

const WAYS = ['id', 'code', 'card', 'household'] as const;

/** Compounds and values of the questions, one pair of array parameters for each way of asking. */
export function questionArrays(questions: Questions): string[] {
  return WAYS.flatMap((by) => arraysOf(questions.filter(([, question]) => question.by === by)));
}

/** Asks the register set-wise; answers by the key of the question. */
export async function selectPasses(
  session: SqlSession,
  questions: Questions,
): Promise<ReadonlyMap<string, RegisteredPass>> {
  const answers = await Promise.all(WAYS.map((by) => selectBy(session, by, questions)));
  return new Map(answers.flat());
}

async function selectBy(
  session: SqlSession,
  by: PassQuestion['by'],
  questions: Questions,
): Promise<(readonly [string, RegisteredPass])[]> {
  const asked = questions.filter(([, question]) => question.by === by);
  if (asked.length === 0) return [];
  const rows: unknown = await session.all(SELECT_PASSES[by], arraysOf(asked));
  return (rows as readonly Answer[]).flatMap((row): (readonly [string, RegisteredPass])[] => {
    const [key] = asked[row.place - 1] ?? [];
    return key === undefined ? [] : [[key, registered(row)]];
  });
}

function arraysOf(questions: Questions): string[] {
  const compounds = questions.map(([, { compound }]) => compound);
  return [textArray(compounds), textArray(questions.map(([, { value }]) => value))];
}

function registered(row: Answer): RegisteredPass {
  const { qr, sealed, isolated } = row;
  return { pass: passOfRow(row), qr, householdSealed: sealed === 1, personIsolated: isolated === 1 };
}
