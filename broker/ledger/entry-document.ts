import type { Entry } from '#core/wire/entry.js';

/**
 * The entry as JSON with exactly the fields of the wire contract, in one order. What else a message held is left out, so
 * that nothing unasked for reaches the ledger, and equal entries have equal documents.
 */
export function entryDocument(entry: Entry): string {
  const { credential, reading, local } = entry;
  return JSON.stringify({
    ...presentationOf(entry),
    credential: { kind: credential.kind, value: credential.value },
    reading: reading === null ? null : readingOf(reading),
    local:
      local === null
        ? null
        : {
            verdict: local.verdict,
            reason: local.reason,
            bookVersion: local.bookVersion,
            decidedAt: local.decidedAt,
          },
  });
}

/** Whether two documents tell of the same presentation, whoever decided it. */
export function isSamePresentation(a: string, b: string): boolean {
  return a === b || withoutLocal(a) === withoutLocal(b);
}

function withoutLocal(document: string): string {
  return JSON.stringify({ ...(JSON.parse(document) as object), local: null });
}

function presentationOf(entry: Entry): object {
  return {
    journal: entry.journal,
    seq: entry.seq,
    at: entry.at,
    clock: entry.clock,
    lane: entry.lane,
    direction: entry.direction,
    purpose: entry.purpose,
    ...(entry.emergency === undefined ? {} : { emergency: entry.emergency }),
  };
}

function readingOf(reading: NonNullable<Entry['reading']>): object {
  return {
    bodyC: reading.bodyC,
    objectC: reading.objectC,
    ambientC: reading.ambientC,
    correctionC: reading.correctionC,
    site: reading.site,
    device: reading.device,
    method: reading.method,
    at: reading.at,
  };
}
