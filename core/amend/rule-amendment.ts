import { isGoingOut, type Effect, type Facts } from '#core/rules/rule.js';
import { words, type Words } from '#core/rules/words.js';
import type { Instant } from '#core/units/instant.js';
import type { Amendment } from '#core/wire/amendment.js';
import type { Reading } from '#core/wire/entry.js';
import type { Verdict } from '#core/wire/parts.js';
import { standingOf, type AmendmentChange } from './amendment-change.js';
import { ruleMeasure, type MeasureRuling } from './rule-measure.js';

/** What a controller may put right later, when nobody stands at the gate any more. */
export const CORRECTIONS = ['void', 'override', 'came-home', 'count', 'uncount'] as const;
export type Correction = (typeof CORRECTIONS)[number];

/** An amendment as it is to be judged; who made it and why is kept with its row and changes nothing here. */
export interface AmendmentRequest {
  readonly kind: Amendment['kind'] | Correction;
  /** A duty worker amends what happens now, a controller what happened then. */
  readonly by: 'worker' | 'controller';
  /** Trusted time of the amendment. */
  readonly at: Instant;
  /** Of kind `measure`. */
  readonly reading: Reading | null;
}

/** An entry with what must be known to amend it. */
export interface AmendableEntry {
  /** As they were at the entry, but with the state of the household as it is now. */
  readonly facts: Facts;
  readonly verdict: Verdict;
  readonly reason: string;
  readonly effects: readonly Effect[];
  /** The changes of its earlier amendments, in the order of the ledger. */
  readonly changes: readonly AmendmentChange[];
}

/** What an amendment comes to. It is recorded in any case; `noEffect` says why it changes nothing. */
export interface AmendmentRuling {
  readonly change: AmendmentChange;
  /** Of a temperature taken by hand: what it says, to be shown at the gate; else null. */
  readonly measured: MeasureRuling | null;
  readonly noEffect: Words | null;
}

/**
 * Judges an amendment (docs/decisions/0022). Pure; the household's state afterwards is `foldHistory` with the change
 * behind the history. Alarms are among the added effects, as with an entry.
 */
export function ruleAmendment(request: AmendmentRequest, entry: AmendableEntry): AmendmentRuling {
  if (request.kind === 'acknowledge') return changing({ kind: 'none' });
  if (standingOf(entry.changes) === 'void')
    return without(words('该记录已作废', 'the entry is void already'));
  switch (request.kind) {
    case 'void':
      return changing({ kind: 'void' });
    case 'override':
      return override(request, entry);
    case 'measure':
      return measure(request, entry);
    case 'came-home':
      return cameHome(entry);
    case 'count':
    case 'uncount':
      return counted(request.kind === 'count', entry);
  }
}

/** Let out, or in, against the verdict: an outing that charges nothing. A second one of the same entry is one too many. */
function override(request: AmendmentRequest, entry: AmendableEntry): AmendmentRuling {
  if (entry.verdict === 'allow') return without(words('原本已放行', 'it was allowed anyway'));
  if (isLetThrough(entry)) return without(words('已有放行记录', 'it is recorded as let through already'));
  const effect: Effect = isGoingOut(entry.facts)
    ? { kind: 'open-outing', charged: false }
    : { kind: 'close-outing' };
  return changing({ kind: 'add', place: request.by === 'worker' ? 'here' : 'then', effects: [effect] });
}

function measure(request: AmendmentRequest, entry: AmendableEntry): AmendmentRuling {
  const { reading, at } = request;
  if (reading === null) return without(words('没有体温', 'it has no temperature'));
  const measured = ruleMeasure({ reading, at, isLetThrough: isLetThrough(entry) }, entry);
  return { change: { kind: 'add', place: 'here', effects: measured.effects }, measured, noEffect: null };
}

/** The return that no gate saw. */
function cameHome(entry: AmendableEntry): AmendmentRuling {
  if (!hasOuting(entry)) return without(words('该记录没有外出', 'the entry is no outing'));
  return changing({ kind: 'add', place: 'then', effects: [{ kind: 'close-outing' }] });
}

function counted(charged: boolean, entry: AmendableEntry): AmendmentRuling {
  if (!hasOuting(entry)) return without(words('该记录没有外出', 'the entry is no outing'));
  if (charged && entry.reason === 'emergency') {
    return without(words('紧急外出不计次数', 'an emergency is never counted'));
  }
  return changing({ kind: 'count', charged });
}

function effectsSoFar({ effects, changes }: AmendableEntry): readonly Effect[] {
  return [...effects, ...changes.flatMap((change) => (change.kind === 'add' ? change.effects : []))];
}

function hasOuting(entry: AmendableEntry): boolean {
  return effectsSoFar(entry).some(({ kind }) => kind === 'open-outing');
}

/** Whether the person has passed the gate already: allowed, or recorded as let through by an earlier amendment. */
function isLetThrough(entry: AmendableEntry): boolean {
  const moves = new Set<Effect['kind']>(['open-outing', 'close-outing']);
  return entry.verdict === 'allow' || effectsSoFar(entry).some(({ kind }) => moves.has(kind));
}

function changing(change: AmendmentChange): AmendmentRuling {
  return { change, measured: null, noEffect: null };
}

function without(noEffect: Words): AmendmentRuling {
  return { change: { kind: 'none' }, measured: null, noEffect };
}
