import type { PolicyVersion } from '#core/api/register.js';
import { POLICY_FIELDS } from '#core/policy/policy-fields.js';
import type { PolicyRules } from '#core/policy/policy.js';
import type { ZonedCalendar } from '#core/units/calendar-day.js';
import { localTime } from '../../local-time.js';

/** One line about a version: who made it, from when on it counts, and why. */
export function versionLine(policy: PolicyVersion, calendar: ZonedCalendar): string {
  const { version, author, reason, effectiveAt, rules } = policy;
  const from = localTime(effectiveAt, calendar);
  const why = reason === '' ? '' : ` (${reason})`;
  return `version ${version}, ${rules.level}, from ${from}, by ${author}${why}`;
}

/** The rules, a line each. */
export function ruleLines(rules: PolicyRules): readonly string[] {
  return POLICY_FIELDS.map(({ title, show }) => `  ${title.en}: ${show(rules).en}`);
}
