import type { Pass } from '#core/pass/pass.js';
import type { Policy, PolicyRules } from '#core/policy/policy.js';
import type { SqlSession } from '#core/ports/sql-database.js';
import { EMPTY_STATE, stateKey } from '#core/rules/household-state.js';
import type { CompoundId, JournalId } from '#core/units/ids.js';
import { questionKey, type PassQuestion } from '../ledger/pass-question.js';
import { placeOf } from '../ledger/state-place.js';
import { StateSlot } from '../ledger/state-slot.js';
import type {
  BatchFacts,
  BatchQuestions,
  CompoundInForce,
  FoundPass,
  HouseholdExceptions,
  KnownJournal,
  LedgerState,
  RecordedEntry,
} from '../ledger/ledger-store.js';
import { queriesOn } from './queries.js';
import { exceptionsInForce } from './exceptions-in-force.js';
import { recordedKey } from './find-recorded.js';
import type { KnownPasses } from './known-passes.js';
import { numberArray, textArray } from './postgres-arrays.js';
import { DRAW_IDS, SELECT_COMPOUNDS, SELECT_POLICIES, SELECT_RECORDED } from './postgres-ledger-sql.js';
import { lockJournals, lockStates } from './postgres-locks.js';
import { selectPasses, type Questions } from './postgres-passes.js';
import type { RegisteredPass } from './resident-register.js';
import type { CompoundRow, EntryRow, PolicyRow } from './schema.js';

/** What a node remembers between its batches: only what never changes, or shows by itself that it has. */
export interface LedgerMemory {
  readonly passes: KnownPasses;
  /** By compound and version; a version is never changed. */
  readonly policies: Map<string, Policy>;
  /** True as long as the book of the compound has this version. */
  readonly exceptions: Map<
    CompoundId,
    { readonly bookVersion: number; readonly ofHouseholds: HouseholdExceptions }
  >;
  /** What was in force last. */
  readonly inForce: Map<CompoundId, CompoundInForce>;
  /** Journals that are in the database. */
  readonly journals: Set<JournalId>;
}

type Exceptions = ReadonlyMap<CompoundId, HouseholdExceptions>;
type Version = Pick<CompoundRow, 'id' | 'policy_version' | 'book_version'>;
type Versions = ReadonlyMap<CompoundId, Version>;

/**
 * Locks what the batch decides on and reads what the rules need, most batches in one trip: everything is sent before the
 * first answer is waited for. Null when a pass came to light whose state is not locked: the batch must begin again.
 */
export async function readFacts(
  session: SqlSession,
  questions: BatchQuestions,
  memory: LedgerMemory,
): Promise<BatchFacts | null> {
  const asked = askedOf(questions);
  const unknown: Questions = [...asked].filter(([key]) => memory.passes.get(key) === undefined);
  const [journals, states, versions, fresh, ids] = await Promise.all([
    lockJournals(session, questions.journals, memory.journals),
    lockStates(session, { passes: knownPasses(asked, memory), asked: unknown }),
    // Before the passes, so that no answer is taken to be newer than it is.
    selectVersions(session, questions.compounds),
    selectPasses(session, unknown),
    drawIds(session, questions.entries.length),
  ]);
  const stale: Questions = [...asked].filter(([key]) => {
    const isKnown = memory.passes.get(key) !== undefined;
    return isKnown && !memory.passes.isTrue(key, (compound) => versions.get(compound)?.book_version);
  });
  const [again, recorded, exceptions] = await Promise.all([
    selectPasses(session, stale),
    selectRecorded(session, repeatsOf(questions, journals)),
    currentExceptions(session, versions, memory),
    completePolicies(session, versions, memory),
  ]);
  for (const [key] of stale) memory.passes.forget(key);
  const answers = new Map([...fresh, ...again]);
  for (const [key, answer] of answers) keep(key, answer, { memory, versions });
  const registered = (key: string): RegisteredPass | undefined => answers.get(key) ?? memory.passes.get(key);
  const { found: passes, unlocked } = foundPasses(asked, states, registered);
  for (const key of unlocked) memory.passes.forget(key);
  if (unlocked.length > 0) return null;
  return {
    compound: (id) => inForce(versions.get(id), exceptions, memory),
    journal: (id) => journals.get(id),
    recorded: (journal, seq) => recorded.get(recordedKey(journals.get(journal)?.number ?? 0, seq)),
    pass: (index) => passes.get(keyOf(questions.passes[index])) ?? null,
    entryId: (index) => ids[index] ?? 0,
  };
}

/** The questions for passes, each once, by their keys. */
function askedOf({ passes }: BatchQuestions): ReadonlyMap<string, PassQuestion> {
  return new Map(
    passes.flatMap((question) => (question === null ? [] : [[questionKey(question), question]])),
  );
}

function keyOf(question: PassQuestion | null | undefined): string {
  return question === null || question === undefined ? '' : questionKey(question);
}

function knownPasses(
  asked: ReadonlyMap<string, PassQuestion>,
  memory: LedgerMemory,
): readonly RegisteredPass[] {
  return [...asked.keys()].flatMap((key) => memory.passes.get(key) ?? []);
}

async function selectVersions(session: SqlSession, compounds: readonly CompoundId[]): Promise<Versions> {
  if (compounds.length === 0) return new Map();
  const rows: unknown = await session.all(SELECT_COMPOUNDS, [textArray(compounds)]);
  return new Map((rows as readonly Version[]).map((version) => [version.id, version]));
}

async function drawIds(session: SqlSession, count: number): Promise<readonly number[]> {
  if (count === 0) return [];
  const [row] = await session.all(DRAW_IDS, [count]);
  return String(row?.['ids']).split(',').map(Number);
}

/** Entries that may be in the ledger already: those that are not beyond the top of their journal. */
function repeatsOf(
  { entries }: BatchQuestions,
  journals: ReadonlyMap<JournalId, KnownJournal>,
): readonly (readonly [number: number, seq: number])[] {
  return entries.flatMap(({ journal, seq }) => {
    const known = journals.get(journal);
    return known === undefined || seq > known.topSeq ? [] : [[known.number, seq] as const];
  });
}

async function selectRecorded(
  session: SqlSession,
  asked: readonly (readonly [number: number, seq: number])[],
): Promise<ReadonlyMap<string, RecordedEntry>> {
  if (asked.length === 0) return new Map();
  const numbers = numberArray(asked.map(([number]) => number));
  const rows: unknown = await session.all(SELECT_RECORDED, [
    numbers,
    numberArray(asked.map(([, seq]) => seq)),
  ]);
  return new Map(
    (rows as readonly (EntryRow & { readonly qr: string | null })[]).map(({ qr, ...row }) => {
      return [recordedKey(row.journal, row.seq), { row, qr }];
    }),
  );
}

async function completePolicies(
  session: SqlSession,
  versions: Versions,
  { policies }: LedgerMemory,
): Promise<void> {
  const missing = [...versions.values()].filter((version) => !policies.has(policyKey(version)));
  if (missing.length === 0) return;
  const numbers = numberArray(missing.map((version) => version.policy_version));
  const rows: unknown = await session.all(SELECT_POLICIES, [textArray(missing.map(({ id }) => id)), numbers]);
  for (const { compound, version, rules } of rows as readonly PolicyRow[]) {
    const policy = { ...(JSON.parse(rules) as PolicyRules), version };
    policies.set(policyKey({ id: compound, policy_version: version }), policy);
  }
}

function policyKey({ id, policy_version: version }: Pick<Version, 'id' | 'policy_version'>): string {
  return `${id}:${version}`;
}

/** Asked for again only when the book of a compound is another: whoever grants or withdraws one counts it up. */
async function currentExceptions(
  session: SqlSession,
  versions: Versions,
  { exceptions }: LedgerMemory,
): Promise<Exceptions> {
  const changed = [...versions.values()].filter(
    ({ id, book_version: version }) => exceptions.get(id)?.bookVersion !== version,
  );
  if (changed.length > 0) {
    const ids = changed.map(({ id }) => id);
    const found = await exceptionsInForce(queriesOn(session), ids);
    for (const { id, book_version: bookVersion } of changed) {
      exceptions.set(id, { bookVersion, ofHouseholds: found.get(id) ?? NO_EXCEPTIONS });
    }
  }
  // Another batch may put an older answer in their place: this one keeps what it has read.
  return new Map([...versions.keys()].map((id) => [id, exceptions.get(id)?.ofHouseholds ?? NO_EXCEPTIONS]));
}

/** The same object as long as the same is in force, so that what is put together from it can be kept. */
function inForce(
  version: Version | undefined,
  exceptions: Exceptions,
  memory: LedgerMemory,
): CompoundInForce | undefined {
  const policy = version === undefined ? undefined : memory.policies.get(policyKey(version));
  if (version === undefined || policy === undefined) return undefined;
  const { id, book_version: bookVersion } = version;
  const ofHouseholds = exceptions.get(id) ?? NO_EXCEPTIONS;
  const known = memory.inForce.get(id);
  if (known?.policy === policy && known.bookVersion === bookVersion && known.exceptions === ofHouseholds) {
    return known;
  }
  const current = { policy, bookVersion, exceptions: ofHouseholds };
  memory.inForce.set(id, current);
  return current;
}

/** An answer is kept if its compound's version was read before it: a pass of another compound is asked for each time. */
function keep(
  key: string,
  answer: RegisteredPass,
  { memory, versions }: { readonly memory: LedgerMemory; readonly versions: Versions },
): void {
  const version = versions.get(answer.pass.compound);
  if (version !== undefined) memory.passes.keep(key, answer, version.book_version);
}

/** The passes with their states, and the questions whose pass is to be judged although its state is not locked. */
function foundPasses(
  asked: ReadonlyMap<string, PassQuestion>,
  states: ReadonlyMap<string, LedgerState>,
  registeredOf: (key: string) => RegisteredPass | undefined,
): { readonly found: ReadonlyMap<string, FoundPass>; readonly unlocked: readonly string[] } {
  const found = new Map<string, FoundPass>();
  const unlocked: string[] = [];
  const slots = new Map<string, StateSlot>();
  for (const [key, question] of asked) {
    const registered = registeredOf(key);
    if (registered === undefined) continue;
    const { pass } = registered;
    const place = placeOf(pass.compound, stateKey(pass));
    const state = states.get(place);
    if (state === undefined && pass.compound === question.compound) unlocked.push(key);
    const slot = slots.get(place) ?? slotOf(pass, state ?? NO_STATE);
    slots.set(place, slot);
    found.set(key, { ...registered, slot });
  }
  return { found, unlocked };
}

function slotOf(pass: Pass, { state, lastEntry }: LedgerState): StateSlot {
  return new StateSlot({ compound: pass.compound, key: stateKey(pass), state, lastEntry });
}

const NO_STATE: LedgerState = { state: EMPTY_STATE, lastEntry: 0 };
const NO_EXCEPTIONS: HouseholdExceptions = new Map();
