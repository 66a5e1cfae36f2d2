/** Id of a frame on the stream, `<epoch>-<n>`: the epoch tells one run of the service from another. */
export function positionText(epoch: string, id: number): string {
  return `${epoch}-${id}`;
}

/** Where a page goes on: after an id of this run, from now, or afresh because its place is no longer known. */
export type Resumption =
  { readonly kind: 'after'; readonly id: number } | { readonly kind: 'now' } | { readonly kind: 'afresh' };

interface Run {
  readonly epoch: string;
  readonly lastId: number;
}

/** Reads the last id a page has seen; anything but an id this run has given out means that the page starts afresh. */
export function resumptionOf(lastSeen: string | undefined, run: Run): Resumption {
  if (lastSeen === undefined) return { kind: 'now' };
  const parts = /^(.+)-(\d{1,15})$/.exec(lastSeen);
  const id = Number(parts?.[2] ?? Number.NaN);
  return parts?.[1] === run.epoch && id <= run.lastId ? { kind: 'after', id } : { kind: 'afresh' };
}
