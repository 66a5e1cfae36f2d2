import type { OneOffException } from '#core/exceptions/one-off-exception.js';
import { PASS_KINDS, type CredentialFinding, type Pass, type PassKind } from '#core/pass/pass.js';
import type { PolicyRules } from '#core/policy/policy.js';
import type { Restrictions } from '#core/rules/rule.js';
import { parseTimeOfDay, type ZonedCalendar } from '#core/units/calendar-day.js';
import { compoundId, householdId } from '#core/units/ids.js';
import { DAY, SECOND, type Instant } from '#core/units/instant.js';
import { EMERGENCY_REASONS, type Reading } from '#core/wire/entry.js';
import type { Presentation } from '#core/rules/rule.js';
import { aPass, aPolicy, aReading } from './facts.js';

/** The words of `cases.md`. A word it does not know stops the test, so that a typing mistake is never a passed case. */
function unknownWord(what: string, text: string): never {
  throw new Error(`"${text}" is not a ${what} that cases.md may use`);
}

/** `name (note, note)` as name and notes. */
function withNotes(text: string): { readonly name: string; readonly notes: readonly string[] } {
  const parts = /^([^()]+?)(?: \(([^()]+)\))?$/.exec(text);
  if (parts?.[1] === undefined) return unknownWord('phrase', text);
  return { name: parts[1], notes: parts[2]?.split(', ') ?? [] };
}

/** `2022-04-04 10:00` (or with seconds) on the wall clock of the compound. */
export function instantOf(text: string, calendar: ZonedCalendar): Instant {
  const parts = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d)(?::(\d\d(?:\.\d{3})?))?$/.exec(text);
  if (parts?.[1] === undefined || parts[2] === undefined) return unknownWord('time', text);
  const day = Date.parse(`${parts[1]}T00:00:00Z`) / DAY;
  const at = calendar.instantAt(day, parseTimeOfDay(parts[2]));
  return at + Math.round(Number(parts[3] ?? 0) * SECOND);
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const HOURS = /^(\d\d:\d\d)-(\d\d:\d\d)$/;

function hoursOf(text: string): Pass['hours'] {
  const [, from, to] = HOURS.exec(text) ?? [];
  return from === undefined || to === undefined ? unknownWord('span of hours', text) : { from, to };
}

function weekdaysOf(text: string): readonly number[] {
  const [from, to] = text.split('-').map((name) => WEEKDAYS.indexOf(name) + 1);
  if (from === undefined || from === 0 || to === 0) return unknownWord('weekday', text);
  return WEEKDAYS.map((_, index) => index + 1).filter((day) => day >= from && day <= (to ?? from));
}

function passNote(note: string, calendar: ZonedCalendar): Partial<Pass> {
  if (note === 'revoked') return { revoked: true };
  if (note === 'elsewhere') return { compound: compoundId('elsewhere') };
  if (note.startsWith('from ')) return { notBefore: instantOf(note.slice(5), calendar) };
  if (note.startsWith('until ')) return { expires: instantOf(note.slice(6), calendar) };
  const [first = '', second] = note.split(' ');
  if (HOURS.test(note)) return { hours: hoursOf(note) };
  return { weekdays: weekdaysOf(first), ...(second === undefined ? {} : { hours: hoursOf(second) }) };
}

const NO_PASS: Readonly<Record<string, CredentialFinding>> = {
  none: { kind: 'unknown' },
  unknown: { kind: 'unknown' },
  forged: { kind: 'forged', problem: 'the signature of the pass is wrong' },
  'other compound': { kind: 'wrong-compound' },
  'no book': { kind: 'unchecked', reason: 'cannot-check' },
  'unknown key': { kind: 'unchecked', reason: 'key-unknown' },
};

/** `purchase`, `work (Mon-Fri 08:00-18:00)`, `forged`, ... */
export function credentialOf(text: string, calendar: ZonedCalendar): CredentialFinding {
  const found = NO_PASS[text];
  if (found !== undefined) return found;
  const { name, notes } = withNotes(text);
  const kind = PASS_KINDS.find((one) => one === name) ?? unknownWord('pass', text);
  const change = Object.assign({}, ...notes.map((note) => passNote(note, calendar))) as Partial<Pass>;
  return { kind: 'pass', pass: aPass({ kind, ...change }) };
}

export function goodPass(kind: string): CredentialFinding {
  const known: PassKind = PASS_KINDS.find((one) => one === kind) ?? unknownWord('pass', kind);
  return { kind: 'pass', pass: aPass({ kind: known }) };
}

/** `36.5`, `none`, `38.0 (wrist)`, `36.5 (31 s old)`, `36.5 (by hand, room 2)`. */
export function readingOf(text: string, now: Instant): Reading | null {
  if (text === 'none') return null;
  const { name, notes } = withNotes(text);
  if (!/^-?\d+(\.\d+)?$/.test(name)) return unknownWord('temperature', text);
  const change = Object.assign({}, ...notes.map((note) => readingNote(note, now))) as Partial<Reading>;
  return aReading(now, { bodyC: Number(name), ...change });
}

const SITES = ['forehead', 'neck', 'wrist', 'ear', 'armpit'] as const;

function readingNote(note: string, now: Instant): Partial<Reading> {
  const site = SITES.find((one) => one === note);
  if (site !== undefined) return { site };
  if (note === 'by hand') return { method: 'manual' };
  if (note === 'contact') return { method: 'contact' };
  if (note === 'room unknown') return { ambientC: null };
  const age = /^(-?\d+) s old$/.exec(note)?.[1];
  if (age !== undefined) return { at: now - Number(age) * SECOND };
  const room = /^room (-?\d+(?:\.\d+)?)$/.exec(note)?.[1];
  return room === undefined ? unknownWord('note of a temperature', note) : { ambientC: Number(room) };
}

/** `out`, `in`, `emergency`, `emergency fire`, `emergency in`. */
export function wayOf(text: string): Omit<Presentation, 'reading'> {
  if (text === 'out' || text === 'in') return { direction: text, purpose: null };
  const [urgent, detail] = text.split(' ');
  if (urgent !== 'emergency') return unknownWord('way', text);
  if (detail === undefined) return { direction: 'out', purpose: 'emergency' };
  if (detail === 'in') return { direction: 'in', purpose: 'emergency' };
  const why = EMERGENCY_REASONS.find((one) => one === detail) ?? unknownWord('emergency', text);
  return { direction: 'out', purpose: 'emergency', emergency: why };
}

/** `isolated, household sealed`. */
export function marksOf(text: string): Restrictions {
  const marks = { householdSealed: false, buildingSealed: false, personIsolated: false };
  for (const mark of text === '-' ? [] : text.split(', ')) {
    if (mark === 'household sealed') marks.householdSealed = true;
    else if (mark === 'building sealed') marks.buildingSealed = true;
    else if (mark === 'isolated') marks.personIsolated = true;
    else unknownWord('mark', mark);
  }
  return marks;
}

/** `until 2022-04-04 18:00`, `from 2022-04-05 08:00 until 2022-04-05 12:00`, several by semicolons; of flat 3-2-501. */
export function exceptionsOf(text: string, calendar: ZonedCalendar): OneOffException[] {
  return (text === '-' ? [] : text.split('; ')).map((one, index) => {
    const [, from, until, flat] = /^(?:from (\S+ \S+) )?until (\S+ \S+)(?: for (\S+))?$/.exec(one) ?? [];
    if (until === undefined) return unknownWord('exception', one);
    return {
      id: `x-${index + 1}`,
      household: householdId(flat ?? '3-2-501'),
      from: from === undefined ? 0 : instantOf(from, calendar),
      expires: instantOf(until, calendar),
      reason: 'funeral',
    };
  });
}

/** `open`, `sealed`, `2 in 7 days`, `1 in 3 days rolling`, `hours 08:00-12:00`, `building 3 sealed`, `wrist 36.9`. */
export function policyOf(text: string): PolicyRules {
  return (text === '-' ? [] : text.split(', ')).reduce(policyWith, aPolicy());
}

function policyWith(policy: PolicyRules, note: string): PolicyRules {
  if (note === 'open' || note === 'sealed') return { ...policy, level: note };
  if (note.startsWith('hours ')) return { ...policy, hours: hoursOf(note.slice(6)) };
  const building = /^building (\w+) sealed$/.exec(note)?.[1];
  if (building !== undefined) return { ...policy, sealedBuildings: [building] };
  const [, outings, days, rolling] = /^(\d+) in (\d+) days?( rolling)?$/.exec(note) ?? [];
  if (outings !== undefined && days !== undefined) {
    const counting = rolling === undefined ? 'calendar-days' : 'rolling-hours';
    return { ...policy, quota: { outings: Number(outings), days: Number(days), counting } };
  }
  const [name, threshold] = note.split(' ');
  const site = SITES.find((one) => one === name) ?? unknownWord('policy', note);
  const thresholdC = { ...policy.screening.thresholdC, [site]: Number(threshold) };
  return { ...policy, screening: { ...policy.screening, thresholdC } };
}
