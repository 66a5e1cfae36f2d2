import type { Credential } from '#core/wire/entry.js';
import type { Verdict } from '#core/wire/parts.js';

/** One thing that happened at a lane: presented by the simulator, or found in the ledger. */
export interface Occurrence {
  readonly gate: string;
  readonly lane: string;
  readonly credential: Credential;
}

export interface Difference {
  readonly lost: number;
  readonly doubled: number;
}

/** Verdicts of the ledger, and what differs between the people who came and the entries that were kept. */
export interface Summary extends Difference {
  readonly entries: number;
  readonly allow: number;
  readonly deny: number;
  readonly retake: number;
  readonly fever: number;
  readonly fault: number;
}

/**
 * Compares what was presented with what the ledger holds, lane by lane and credential by credential: `lost` were
 * presented more often than kept, `doubled` kept more often than presented.
 */
export function compare(presented: readonly Occurrence[], kept: readonly Occurrence[]): Difference {
  const surplus = new Map<string, number>();
  for (const one of presented) add(surplus, keyOf(one), 1);
  for (const one of kept) add(surplus, keyOf(one), -1);
  let lost = 0;
  let doubled = 0;
  for (const count of surplus.values()) {
    lost += Math.max(0, count);
    doubled += Math.max(0, -count);
  }
  return { lost, doubled };
}

export function summaryOf(verdicts: readonly Verdict[], difference: Difference): Summary {
  const count = (verdict: Verdict): number => verdicts.filter((one) => one === verdict).length;
  return {
    entries: verdicts.length,
    allow: count('allow'),
    deny: count('deny'),
    retake: count('retake'),
    fever: count('fever'),
    fault: count('fault'),
    ...difference,
  };
}

function keyOf(one: Occurrence): string {
  return JSON.stringify([one.gate, one.lane, one.credential.kind, one.credential.value]);
}

function add(counts: Map<string, number>, key: string, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}
