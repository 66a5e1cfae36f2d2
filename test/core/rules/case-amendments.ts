import { foldHistory, type HistoryStep } from '#core/amend/fold-history.js';
import { ruleAmendment, type AmendmentRequest, type AmendmentRuling } from '#core/amend/rule-amendment.js';
import type { Facts } from '#core/rules/rule.js';
import type { Ruling } from '#core/rules/rulebook.js';
import { DAY, MINUTE } from '#core/units/instant.js';
import { readingOf } from './case-words.js';

/** One presentation of a case with what the rules said. */
export interface Presented {
  readonly facts: Facts;
  readonly ruling: Ruling;
}

export function stepOf(entry: string, { facts, ruling }: Presented): HistoryStep {
  const pass = facts.credential.kind === 'pass' ? facts.credential.pass : null;
  return { kind: 'entry', entry, pass, now: facts.now, effects: ruling.effects };
}

const ADDED = /^(?:step (\d+): )?(override|void|measure (.+)|late override|came home|count|do not count)$/;

const KINDS: Readonly<Record<string, readonly [AmendmentRequest['kind'], AmendmentRequest['by']]>> = {
  override: ['override', 'worker'],
  void: ['void', 'worker'],
  'late override': ['override', 'controller'],
  'came home': ['came-home', 'controller'],
  count: ['count', 'controller'],
  'do not count': ['uncount', 'controller'],
};

/**
 * Plays what is added to the entries, in order: `override`, `measure 36.5`, `step 1: void` (of the first step before).
 * A duty worker adds a minute later, a controller the next day.
 */
export function playAdded(
  text: string,
  entries: readonly Presented[],
): { readonly history: readonly HistoryStep[]; readonly last: AmendmentRuling | null } {
  const history = entries.map((presented, index) => stepOf(String(index + 1), presented));
  let last: AmendmentRuling | null = null;
  for (const added of text === '-' ? [] : text.split('; ')) {
    const [, number, word = '', value] = ADDED.exec(added) ?? [];
    const presented = entries[Number(number ?? entries.length) - 1];
    if (presented === undefined) throw new Error(`"${added}" is not something that can be added`);
    const entry = number ?? String(entries.length);
    const [kind, by] = KINDS[word] ?? (['measure', 'worker'] as const);
    const at = presented.facts.now + (by === 'worker' ? MINUTE : DAY);
    const reading = value === undefined ? null : readingOf(value, at);
    last = ruleAmendment(
      { kind, by, at, reading },
      {
        facts: { ...presented.facts, state: foldHistory(history) },
        verdict: presented.ruling.verdict,
        reason: presented.ruling.reason,
        effects: presented.ruling.effects,
        changes: history.flatMap((step) =>
          step.kind === 'amendment' && step.entry === entry ? [step.change] : [],
        ),
      },
    );
    const { pass } = stepOf(entry, presented);
    history.push({ kind: 'amendment', entry, pass, now: at, change: last.change });
  }
  return { history, last };
}
