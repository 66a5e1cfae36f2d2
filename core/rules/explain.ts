import { isReason, REASONS } from './reasons.js';
import { RULEBOOK } from './rulebook.js';
import type { TraceLine } from './trace.js';
import { sameWords, words, type Words } from './words.js';

/** Lines of a trace that no rule wrote: the gate had decided by itself before the service saw the entry. */
const OTHER_TITLES: ReadonlyMap<string, Words> = new Map([
  ['local', words('卡口自行决定', 'The gate itself')],
]);

const TITLES: ReadonlyMap<string, Words> = new Map([
  ...OTHER_TITLES,
  ...RULEBOOK.map(({ name, title }) => [name, title] as const),
]);

/**
 * Answers "why?" in sentences: one for each rule that was asked, what it is about and what it saw; the one that decided
 * ends with the reason. A rule or reason of another version of Gatehouse is named by its code.
 */
export function explain(trace: readonly TraceLine[], reason: string): readonly Words[] {
  return trace.map((line) => {
    const title = TITLES.get(line.rule) ?? sameWords(line.rule);
    const seen = words(`${title.zh}：${line.zh}`, `${title.en}: ${line.value}`);
    if (line.result === 'passed') return seen;
    const decided = isReason(reason) ? REASONS[reason] : sameWords(reason);
    return words(`${seen.zh} → ${decided.zh}`, `${seen.en} → ${decided.en}`);
  });
}
