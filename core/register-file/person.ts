/** What the register keeps of a resident besides who it is; null where it knows nothing. */
export interface PersonDetails {
  readonly phone: string | null;
  readonly relation: string | null;
  readonly notes: string | null;
  /** Codes of special-care marks as `careText` writes them. */
  readonly care: string | null;
  /** A keyed hash of the identity number: tells whether two are equal, and nothing else. */
  readonly idHash: string | null;
  /** The last four characters of the identity number, for telling people apart. */
  readonly idTail: string | null;
}

/** A resident as the register has them, or will have them. */
export interface Person extends PersonDetails {
  /** The id inside the household: ours, and stable. */
  readonly resident: string;
  readonly name: string;
}

export const NO_DETAILS: PersonDetails = {
  phone: null,
  relation: null,
  notes: null,
  care: null,
  idHash: null,
  idTail: null,
};

export function isSamePerson(one: Person, other: Person): boolean {
  return (
    one.name === other.name &&
    one.phone === other.phone &&
    one.relation === other.relation &&
    one.notes === other.notes &&
    one.care === other.care &&
    one.idHash === other.idHash &&
    one.idTail === other.idTail
  );
}

/** Names are equal when they differ only in case and spaces. */
export function nameKey(name: string): string {
  return name.toLowerCase().replaceAll(/\s/g, '');
}
