import type { AmendmentChange } from '#core/amend/amendment-change.js';
import { ruleAmendment, type AmendmentRuling } from '#core/amend/rule-amendment.js';
import { EMPTY_STATE } from '#core/rules/household-state.js';
import type { Policy } from '#core/policy/policy.js';
import type { Facts, Restrictions } from '#core/rules/rule.js';
import { words } from '#core/rules/words.js';
import { ZonedCalendar } from '#core/units/calendar-day.js';
import { buildingOf } from '#core/units/ids.js';
import type { Entry } from '#core/wire/entry.js';
import type { AmendmentFacts } from '../ledger/amendment-store.js';
import { effectsOf } from '../ledger/effects-code.js';
import { isErased, presentedOf, readingOf } from '../ledger/entry-parts.js';
import type { AmendmentArrival } from './amendment-arrival.js';

const NOTHING: AmendmentChange = { kind: 'none' };

/** What an amendment comes to, told by what the ledger knows of its entry. Pure. */
export function judgeAmendment({ request }: AmendmentArrival, facts: AmendmentFacts): AmendmentRuling {
  const { entry } = facts;
  if (isErased(entry.row.presentation)) {
    return without(words('该记录的个人信息已清除', 'the personal data of the entry is erased'));
  }
  const known = entryFacts(facts);
  if (known === null) return without(words('当时的规则已不存在', 'the policy of then is no longer there'));
  const { verdict, reason, effects } = entry.row;
  return ruleAmendment(request, {
    facts: known,
    verdict,
    reason,
    effects: effectsOf(effects).effects,
    changes: entry.changes,
  });
}

/** As they were at the entry, but with the pass, the restrictions and the state as they are now. */
function entryFacts({ entry, household }: AmendmentFacts): Facts | null {
  const { row, place, policy, found } = entry;
  const presentation = presentationOf(entry);
  if (policy === null || presentation === null) return null;
  return {
    presentation,
    compound: place.compound,
    calendar: new ZonedCalendar(place.timezone),
    credential: found === null ? { kind: 'unknown' } : { kind: 'pass', pass: found.pass },
    restrictions: restrictionsOf(found, policy),
    policy,
    exceptions: entry.exceptions,
    state: household?.state ?? EMPTY_STATE,
    now: row.at,
  };
}

function restrictionsOf(found: AmendmentFacts['entry']['found'], policy: Policy): Restrictions {
  const flat = found?.pass.household ?? null;
  return {
    householdSealed: found?.householdSealed ?? false,
    buildingSealed: flat !== null && policy.sealedBuildings.includes(buildingOf(flat)),
    personIsolated: found?.personIsolated ?? false,
  };
}

function presentationOf({
  row,
  found,
}: AmendmentFacts['entry']): Pick<Entry, 'direction' | 'purpose' | 'emergency' | 'reading'> | null {
  const presented = presentedOf(row.presentation, found?.qr ?? null);
  if (presented === null) return null;
  return { ...presented, direction: row.direction, reading: readingOf(row.reading) };
}

function without(noEffect: AmendmentRuling['noEffect']): AmendmentRuling {
  return { change: NOTHING, measured: null, noEffect };
}
