import { describe, expect, test } from 'vitest';
import { foldHistory } from '#core/amend/fold-history.js';
import type { AmendmentRuling } from '#core/amend/rule-amendment.js';
import { applyEffects } from '#core/rules/apply-effects.js';
import { EMPTY_STATE, type HouseholdState } from '#core/rules/household-state.js';
import { isReason, REASONS, type Reason } from '#core/rules/reasons.js';
import type { Facts } from '#core/rules/rule.js';
import { rule, type Ruling } from '#core/rules/rulebook.js';
import { ZonedCalendar } from '#core/units/calendar-day.js';
import type { PassId } from '#core/units/ids.js';
import { playAdded, type Presented } from './case-amendments.js';
import {
  credentialOf,
  exceptionsOf,
  goodPass,
  instantOf,
  marksOf,
  policyOf,
  readingOf,
  wayOf,
} from './case-words.js';
import { rowsOf, type TableRow } from '../../support/markdown-table.js';
import { someFacts } from './facts.js';

const ROWS = rowsOf(new URL('./cases.md', import.meta.url));
const RESULT_COLUMNS = ['case', 'verdict', '原因', 'reason', 'next', 'then', 'afterwards'];
const GIVEN_COLUMNS = [
  'time',
  'zone',
  'way',
  'pass',
  'temperature',
  'marks',
  'exception',
  'policy',
  'before',
  'added',
];

interface Played {
  readonly ruling: Ruling;
  readonly state: HouseholdState;
  readonly facts: Facts;
  /** What the last thing added came to. */
  readonly added: AmendmentRuling | null;
}

/** Plays what came before and then the case itself, each through the real rules. */
function play(row: TableRow): Played {
  const given = (column: string, otherwise: string): string => row.cells[column] ?? otherwise;
  const calendar = new ZonedCalendar(given('zone', 'Asia/Shanghai'));
  const now = instantOf(given('time', '2022-04-04 10:00'), calendar);
  const policy = { version: 1, ...policyOf(given('policy', '-')) };
  const exceptions = exceptionsOf(given('exception', '-'), calendar);
  const before = playBefore(given('before', '-'), { calendar, policy, exceptions });
  const facts = someFacts({
    now,
    calendar,
    policy,
    exceptions,
    credential: credentialOf(given('pass', 'purchase'), calendar),
    restrictions: marksOf(given('marks', '-')),
    presented: { ...wayOf(given('way', 'out')), reading: readingOf(given('temperature', '36.5'), now) },
    state: stateAfter(before),
  });
  const ruling = rule(facts);
  const { history, last } = playAdded(given('added', '-'), [...before, { facts, ruling }]);
  return { ruling, state: foldHistory(history), facts, added: last };
}

const STEP = /^(\S+ \S+) (out|in|emergency)(?: \((\w+)\))?(?: (none|\d.*))?$/;

function playBefore(before: string, world: Pick<Facts, 'calendar' | 'policy' | 'exceptions'>): Presented[] {
  const played: Presented[] = [];
  for (const step of before === '-' ? [] : before.split('; ')) {
    const [, time, way, kind, temperature] = STEP.exec(step) ?? [];
    if (time === undefined || way === undefined) throw new Error(`"${step}" is not a step of a history`);
    const now = instantOf(time, world.calendar);
    const presented = { ...wayOf(way), reading: readingOf(temperature ?? '36.5', now) };
    const state = stateAfter(played);
    const facts = someFacts({ ...world, now, state, presented, credential: goodPass(kind ?? 'purchase') });
    played.push({ facts, ruling: rule(facts) });
  }
  return played;
}

function stateAfter(played: readonly Presented[]): HouseholdState {
  const last = played.at(-1);
  if (last === undefined) return EMPTY_STATE;
  const { facts, ruling } = last;
  const pass = facts.credential.kind === 'pass' ? facts.credential.pass : null;
  return applyEffects(facts.state, ruling.effects, { pass, now: facts.now });
}

/** What the last column may say, such as `1 out`, `fever suspected` or `alarm emergency`. */
const AFTERWARDS: readonly (readonly [RegExp, (played: Played, word: string) => boolean])[] = [
  [/^nobody out$/, ({ state }) => state.outings.length === 0],
  [/^(\d+) out$/, ({ state }, count) => state.outings.length === Number(count)],
  [/^(\d+) counted$/, ({ state }, count) => state.charges.length === Number(count)],
  [/^(\d+) implausible$/, (played, count) => (memoryOf(played)?.implausible ?? 0) === Number(count)],
  [/^exception used$/, ({ state }) => (state.usedExceptions ?? []).length === 1],
  [/^exception kept$/, ({ state }) => (state.usedExceptions ?? []).length === 0],
  [/^fever suspected$/, (played) => (memoryOf(played)?.suspectedAt ?? null) !== null],
  [/^no suspicion$/, (played) => (memoryOf(played)?.suspectedAt ?? null) === null],
  [/^alarm (\S+)$/, ({ ruling }, alarm) => alarmsOf(ruling).includes(alarm)],
];

function holds(said: string, played: Played): boolean {
  for (const [form, check] of AFTERWARDS) {
    const match = form.exec(said);
    if (match !== null) return check(played, match[1] ?? '');
  }
  throw new Error(`"${said}" is not something that can hold afterwards`);
}

function memoryOf({ state, facts }: Played): HouseholdState['screening'][PassId] | undefined {
  return facts.credential.kind === 'pass' ? state.screening[facts.credential.pass.id] : undefined;
}

function alarmsOf(ruling: Ruling): string[] {
  return ruling.effects.flatMap((effect) => (effect.kind === 'alarm' ? [effect.alarm] : []));
}

/** What the duty worker reads after the last thing was added. */
function thenOf({ added }: Played): string {
  const decided = added?.measured?.decided ?? null;
  if (decided !== null) return REASONS[decided.reason].en;
  return added?.noEffect === null ? 'recorded' : `no effect: ${added?.noEffect.en ?? 'nothing was added'}`;
}

function reasonOf(row: TableRow): Reason {
  const code = Object.keys(REASONS).find((one) => isReason(one) && REASONS[one].zh === row.cells.原因);
  if (code === undefined || !isReason(code)) throw new Error(`no reason reads "${row.cells.原因 ?? ''}"`);
  return code;
}

for (const section of new Set(ROWS.map((row) => row.section))) {
  describe(section, () => {
    test.each(
      ROWS.filter((row) => row.section === section).map((row) => [row.cells.case ?? '', row] as const),
    )('%s', (_name, row) => {
      const played = play(row);
      const reason = reasonOf(row);
      expect(played.ruling.reason).toBe(reason);
      expect(row.cells.reason).toBe(REASONS[reason].en);
      expect(row.cells.verdict).toBe(played.ruling.verdict);
      const next = row.cells.next ?? '-';
      if (next === '-') expect(played.ruling.nextAt).toBeNull();
      else expect(iso(played.ruling.nextAt)).toBe(iso(instantOf(next, played.facts.calendar)));
      const then = row.cells.then ?? '-';
      if (then !== '-') expect(thenOf(played)).toBe(then);
      const said = row.cells.afterwards ?? '-';
      for (const one of said === '-' ? [] : said.split(', ')) {
        expect(`${one}: ${String(holds(one, played))}`).toBe(`${one}: true`);
      }
    });
  });
}

describe('The file of cases', () => {
  test('holds at least 150 cases, each with a name of its own in its section', () => {
    expect(ROWS.length).toBeGreaterThanOrEqual(150);
    const names = ROWS.map((row) => `${row.section}: ${row.cells.case ?? ''}`);
    expect(new Set(names).size).toBe(names.length);
  });

  test('uses only columns that the test reads', () => {
    const columns = new Set(ROWS.flatMap((row) => Object.keys(row.cells)));
    expect([...columns].filter((name) => ![...RESULT_COLUMNS, ...GIVEN_COLUMNS].includes(name))).toEqual([]);
  });

  test('has a case for every reason of the rulebook', () => {
    const seen = new Set<string>(ROWS.map(reasonOf));
    expect(Object.keys(REASONS).filter((code) => !seen.has(code))).toEqual(['pair-ambiguous']);
  });
});

function iso(at: number | null): string {
  return at === null ? 'never' : new Date(at).toISOString();
}
