import type { Reason } from '#core/rules/reasons.js';
import { words, type Words } from '#core/rules/words.js';
import type { Verdict } from '#core/wire/parts.js';

interface Decided {
  readonly verdict: Verdict;
  readonly reason: Reason;
}

/** One entry that the draft would have decided otherwise. */
export interface TrialChange {
  readonly id: string;
  readonly household: string | null;
  readonly before: Decided;
  readonly after: Decided;
}

export interface TrialCount<T> {
  readonly before: T;
  readonly after: T;
  readonly count: number;
}

/** What a draft policy would have changed. */
export interface TrialResult {
  /** Entries that were replayed, and those that no policy can change: void, or answered by the lane itself. */
  readonly entries: number;
  readonly skipped: number;
  /** Entries with another verdict, and those with the same verdict for another reason. */
  readonly verdictsChanged: number;
  readonly reasonsChanged: number;
  readonly householdsChanged: number;
  /** Entries that the replay under the policies as they were decides unlike the ledger. */
  readonly notReproduced: number;
  /** Changed verdicts by pair, the most frequent first; and by pair of reasons, those of the same verdict among them. */
  readonly verdicts: readonly TrialCount<Verdict>[];
  readonly reasons: readonly TrialCount<Reason>[];
  /** The first of the changes, in order of the entries. */
  readonly changes: readonly TrialChange[];
  readonly summary: Words;
}

interface Replayed {
  readonly id: string;
  readonly household: string | null;
  readonly recorded: { readonly verdict: Verdict; readonly reason: string };
}

/** Counts while entries pass by; keeps nothing of those that stay the same. */
export class TrialTally {
  readonly #listAtMost: number;
  readonly #changes: TrialChange[] = [];
  readonly #households = new Set<string>();
  readonly #verdicts = new PairCounts<Verdict>();
  readonly #reasons = new PairCounts<Reason>();
  #entries = 0;
  #skipped = 0;
  #notReproduced = 0;

  constructor(listAtMost: number) {
    this.#listAtMost = listAtMost;
  }

  skip(): void {
    this.#skipped += 1;
  }

  add(entry: Replayed, before: Decided, after: Decided): void {
    this.#entries += 1;
    const { id, household, recorded } = entry;
    if (before.verdict !== recorded.verdict || before.reason !== recorded.reason) this.#notReproduced += 1;
    if (before.reason === after.reason) return;
    this.#reasons.add(before.reason, after.reason);
    if (before.verdict !== after.verdict) this.#verdicts.add(before.verdict, after.verdict);
    if (household !== null) this.#households.add(household);
    if (this.#changes.length >= this.#listAtMost) return;
    this.#changes.push({ id, household, before: decidedOf(before), after: decidedOf(after) });
  }

  result(): TrialResult {
    const [verdicts, reasons] = [this.#verdicts.sorted(), this.#reasons.sorted()];
    const verdictsChanged = totalOf(verdicts);
    const reasonsChanged = totalOf(reasons) - verdictsChanged;
    const counts = { entries: this.#entries, verdictsChanged, reasonsChanged };
    return {
      ...counts,
      skipped: this.#skipped,
      householdsChanged: this.#households.size,
      notReproduced: this.#notReproduced,
      verdicts,
      reasons,
      changes: this.#changes,
      summary: summaryOf(verdicts, counts),
    };
  }
}

function decidedOf({ verdict, reason }: Decided): Decided {
  return { verdict, reason };
}

class PairCounts<T extends string> {
  readonly #counts = new Map<string, { readonly before: T; readonly after: T; count: number }>();

  add(before: T, after: T): void {
    const key = `${before} ${after}`;
    const pair = this.#counts.get(key) ?? { before, after, count: 0 };
    pair.count += 1;
    this.#counts.set(key, pair);
  }

  sorted(): readonly TrialCount<T>[] {
    return [...this.#counts.values()].sort((a, b) => b.count - a.count);
  }
}

function totalOf(counts: readonly TrialCount<string>[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0);
}

const VERDICT_ZH: Readonly<Record<Verdict, string>> = {
  allow: '放行',
  deny: '不可',
  retake: '重测',
  fever: '发热',
  fault: '故障',
};

/** `This change would have turned 41 allow into deny.` */
function summaryOf(
  verdicts: readonly TrialCount<Verdict>[],
  { entries, reasonsChanged }: { readonly entries: number; readonly reasonsChanged: number },
): Words {
  const zh = verdicts.map(
    ({ before, after, count }) => `${count}次${VERDICT_ZH[before]}变为${VERDICT_ZH[after]}`,
  );
  const en = verdicts.map(({ before, after, count }) => `${count} ${before} into ${after}`);
  const turned =
    verdicts.length === 0
      ? words(
          `此改动不会改变${entries}次记录的判定。`,
          `This change would have changed no verdict of ${entries} entries.`,
        )
      : words(`此改动会使${zh.join('、')}。`, `This change would have turned ${en.join(', ')}.`);
  if (reasonsChanged === 0) return turned;
  return words(
    `${turned.zh}另有${reasonsChanged}次原因不同。`,
    `${turned.en} ${reasonsChanged} more would have had another reason.`,
  );
}
