import { stateKey } from '#core/rules/household-state.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { questionKey, type PassQuestion } from '../ledger/pass-question.js';
import { findPasses } from './find-passes.js';
import type { ResidentAnswer, ResidentRegister } from './resident-register.js';
import type { ResidentStates } from './resident-states.js';

interface Resident {
  readonly database: SqlDatabase;
  readonly register: ResidentRegister;
  readonly states: ResidentStates;
}

/** The answers to the questions of a batch, in their order: those in memory, and the others read and kept. */
export async function residentPasses(
  questions: readonly (PassQuestion | null)[],
  resident: Resident,
): Promise<readonly (ResidentAnswer | null)[]> {
  const unknown = new Map<string, PassQuestion>();
  const answers = questions.map((question) => {
    const known = question === null ? null : resident.register.answer(question);
    if (question !== null && known === null) unknown.set(questionKey(question), question);
    return known;
  });
  if (unknown.size === 0) return answers;
  const read = await readAnswers(unknown, resident);
  return answers.map((known, index) => {
    const question = questions[index] ?? null;
    return known ?? (question === null ? null : (read.get(questionKey(question)) ?? null));
  });
}

async function readAnswers(
  questions: ReadonlyMap<string, PassQuestion>,
  { database, register, states }: Resident,
): Promise<ReadonlyMap<string, ResidentAnswer>> {
  const read = new Map<string, ResidentAnswer>();
  for (const [key, found] of await findPasses(database, questions)) {
    const question = questions.get(key);
    if (question === undefined) continue;
    const { pass, state, lastEntry } = found;
    const slot = states.read({ compound: pass.compound, key: stateKey(pass), state, lastEntry });
    const answer = register.keep(question, found, slot);
    if (answer !== null) read.set(key, answer);
  }
  return read;
}

/** States that made room while the batch was being prepared come back: two answers for one household share its place. */
export function bringBack(answers: readonly (ResidentAnswer | null)[], states: ResidentStates): void {
  for (const answer of answers) {
    if (answer !== null && !answer.slot.isResident) answer.slot = states.read(answer.slot);
  }
}
