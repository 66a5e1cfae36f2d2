import { isSamePerson, nameKey, NO_DETAILS, type Person, type PersonDetails } from './person.js';

/** A resident the register has, with what forbids taking them out. */
export interface RegisteredPerson extends Person {
  /** Under isolation: an order is never lifted by a missing line of a file. */
  readonly isIsolated: boolean;
}

/** A resident of the file, after the check. */
export type FilePerson = PersonDetails & { readonly name: string };

export interface HouseholdComparison {
  readonly registered: readonly RegisteredPerson[];
  readonly file: readonly FilePerson[];
  /** Whether rows of this household were rejected: then nobody of it can be called missing. */
  readonly hasRejectedRows: boolean;
  /** Ids that passes still name: a new resident must not inherit one. */
  readonly takenIds: readonly string[];
}

/** One resident who is not the same in file and register. */
export type PersonChange =
  | { readonly kind: 'new'; readonly after: Person }
  | { readonly kind: 'changed'; readonly before: Person; readonly after: Person }
  | { readonly kind: 'missing'; readonly before: Person };

export interface HouseholdDifference {
  readonly changes: readonly PersonChange[];
  readonly same: number;
  /** Not in the file, but kept whatever is chosen for the missing: isolated, or of a household with rejected rows. */
  readonly kept: number;
}

/** Compares one household: who is new, changed, the same or missing from the file. */
export function householdDifference(compared: HouseholdComparison): HouseholdDifference {
  const { registered, file, hasRejectedRows } = compared;
  const pairs = pairUp(registered, file);
  const nextId = idGiver([...registered.map(({ resident }) => resident), ...compared.takenIds]);
  const changes: PersonChange[] = [];
  let same = 0;
  for (const person of file) {
    const before = pairs.get(person);
    const after = merged(person, before ?? null, nextId);
    if (before === undefined) changes.push({ kind: 'new', after });
    else if (isSamePerson(before, after)) same += 1;
    else changes.push({ kind: 'changed', before, after });
  }
  const found = new Set(pairs.values());
  const absent = registered.filter((person) => !found.has(person));
  const missing = absent.filter(({ isIsolated }) => !isIsolated && !hasRejectedRows);
  for (const before of missing) changes.push({ kind: 'missing', before });
  return { changes, same, kept: absent.length - missing.length };
}

/** Finds the same people: first by identity number, then, among the rest, by name. */
function pairUp(
  registered: readonly RegisteredPerson[],
  file: readonly FilePerson[],
): ReadonlyMap<FilePerson, RegisteredPerson> {
  const pairs = new Map<FilePerson, RegisteredPerson>();
  const free = new Set(registered);
  const pair = (person: FilePerson, isMatch: (one: RegisteredPerson) => boolean): void => {
    const match = pairs.has(person) ? undefined : [...free].find(isMatch);
    if (match === undefined) return;
    pairs.set(person, match);
    free.delete(match);
  };
  for (const person of file) {
    if (person.idHash !== null) pair(person, ({ idHash }) => idHash === person.idHash);
  }
  for (const person of file) {
    const key = nameKey(person.name);
    pair(person, ({ name }) => nameKey(name) === key);
  }
  return pairs;
}

/** What the file leaves blank stays as the register has it. */
function merged(person: FilePerson, before: Person | null, nextId: () => string): Person {
  const known = before ?? NO_DETAILS;
  const { idHash, idTail } = person.idHash === null ? known : person;
  const care = person.care ?? known.care;
  return {
    resident: before?.resident ?? nextId(),
    name: person.name,
    phone: person.phone ?? known.phone,
    relation: person.relation ?? known.relation,
    notes: person.notes ?? known.notes,
    care: care === '' ? null : care,
    idHash,
    idTail,
  };
}

/** Gives r1, r2 and so on, above all that are in use. */
function idGiver(taken: readonly string[]): () => string {
  const numbers = taken.map((id) => Number(/^r(\d{1,6})$/.exec(id)?.[1] ?? 0));
  let last = Math.max(0, ...numbers);
  return () => {
    last += 1;
    return `r${last}`;
  };
}
