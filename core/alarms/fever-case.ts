import type { Effect } from '#core/rules/rule.js';
import { words, type Words } from '#core/rules/words.js';
import type { HouseholdId, PassId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import type { Reading } from '#core/wire/entry.js';
import type { Mark } from './alarm-life.js';

/** What somebody works through, in order. */
export const CASE_CHECKS = [
  'keep-apart',
  'second-reading',
  'tell-household',
  'tell-office',
  'hand-over',
] as const;
export type CaseCheck = (typeof CASE_CHECKS)[number];

export const CASE_CHECK_WORDS: Readonly<Record<CaseCheck, Words>> = {
  'keep-apart': words('在卡口旁隔开等候', 'Keep the person apart at the gate'),
  'second-reading': words('复测体温', 'Take a second reading'),
  'tell-household': words('通知同户成员暂勿外出', 'Ask the household to stay in for now'),
  'tell-office': words('报社区和防疫部门', 'Tell the office and the health service'),
  'hand-over': words('移交（送医、隔离或回家）', 'Hand over: hospital, isolation or home'),
};

/** `suspected` by one reading, `confirmed` by a second, `cleared` by a second one below. */
export type CasePhase = 'suspected' | 'confirmed' | 'cleared';

type CaseReading = Pick<Reading, 'bodyC' | 'site' | 'method' | 'device' | 'at'>;

/** A fever as a case: whose pass, which readings, what has been done. Plain data; who and what is told elsewhere. */
export interface FeverCase {
  readonly pass: PassId;
  readonly household: HouseholdId | null;
  readonly phase: CasePhase;
  readonly openedAt: Instant;
  /** Oldest first; the latest ones where there are many. */
  readonly readings: readonly CaseReading[];
  readonly checks: Readonly<Partial<Record<CaseCheck, Mark>>>;
}

/** An entry, or a temperature by hand, as the case sees it. */
export interface CaseEvent {
  readonly pass: PassId;
  readonly household: HouseholdId | null;
  readonly at: Instant;
  readonly reading: Reading | null;
  readonly effects: readonly Effect[];
}

const KEPT_READINGS = 20;

/**
 * The case after an event of its pass; null while there is none. It opens with a suspicion. A confirmed one is never
 * cleared by a later reading: only a person ends it, by resolving its alarm.
 */
export function caseAfter(before: FeverCase | null, event: CaseEvent): FeverCase | null {
  const phase = phaseSaid(event.effects);
  if (phase === 'cleared')
    return before?.phase === 'suspected' ? withReading({ ...before, phase }, event) : before;
  if (phase === null) return before;
  const isNew = before === null || before.phase === 'cleared';
  const opened = isNew ? newCase(event, phase) : { ...before, phase: worse(before.phase, phase) };
  return withReading(opened, event);
}

/** Somebody has done one thing of the list; the first mark stays. */
export function caseChecked(before: FeverCase, check: CaseCheck, mark: Mark): FeverCase {
  return { ...before, checks: { [check]: mark, ...before.checks } };
}

function phaseSaid(effects: readonly Effect[]): CasePhase | null {
  if (raises(effects, 'fever-confirmed')) return 'confirmed';
  if (raises(effects, 'fever-suspected')) return 'suspected';
  return effects.some(({ kind }) => kind === 'clear-suspicion') ? 'cleared' : null;
}

function raises(effects: readonly Effect[], alarm: string): boolean {
  return effects.some((effect) => effect.kind === 'alarm' && effect.alarm === alarm);
}

function worse(one: CasePhase, other: CasePhase): CasePhase {
  return one === 'confirmed' ? one : other;
}

function newCase({ pass, household, at }: CaseEvent, phase: CasePhase): FeverCase {
  return { pass, household, phase, openedAt: at, readings: [], checks: {} };
}

/** The second reading ticks itself off, in the name of the device. */
function withReading(fever: FeverCase, { reading, at }: CaseEvent): FeverCase {
  if (reading === null) return fever;
  const { bodyC, site, method, device } = reading;
  const readings = [...fever.readings, { bodyC, site, method, device, at: reading.at }].slice(-KEPT_READINGS);
  const seen = { ...fever, readings };
  return fever.readings.length === 0 ? seen : caseChecked(seen, 'second-reading', { by: device, at });
}
