const SEPARATOR = ':';

/** A state's compound and key as one text. A compound's id has no colon, so two states never share one. */
export function placeOf(compound: string, key: string): string {
  return compound + SEPARATOR + key;
}
