import type { TrialOrder, TrialReport } from '#core/api/policies.js';
import { GateError } from '#core/errors/gate-error.js';
import type { RecordedPolicy } from '#core/policy/new-policy-version.js';
import type { Policy, PolicyRules } from '#core/policy/policy.js';
import { policyFaults } from '#core/policy/policy-faults.js';
import { policyInForce } from '#core/policy/policy-in-force.js';
import { trialRun } from '#core/policy/trial-run.js';
import type { TrialResult } from '#core/policy/trial-tally.js';
import type { Clock } from '#core/ports/clock.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { ZonedCalendar } from '#core/units/calendar-day.js';
import { journalId, type CompoundId, type HouseholdId } from '#core/units/ids.js';
import { DAY, type Instant } from '#core/units/instant.js';
import { readPolicyVersions } from '../register/policy-versions.js';
import { queriesOn, type Queries } from '../storage/queries.js';
import { TrialEntries } from './trial-entries.js';

/** More are not replayed: the answer says so. A minute's work or less. */
const MOST_ENTRIES = 1_000_000;
const LISTED = 500;
/** Whoever is out longer is forgotten by no rule, but is no reason to read the whole ledger. */
const SLACK_DAYS = 2;

interface TrialTools {
  readonly database: SqlDatabase;
  readonly clock: Clock;
  /** Of entries that are replayed; for tests. */
  readonly mostEntries?: number;
}

/** Tries draft policies on the ledger: reads beside the writer, a small page at a time, one trial at once. */
export class PolicyTrial {
  readonly #tools: TrialTools;
  #isBusy = false;

  constructor(tools: TrialTools) {
    this.#tools = tools;
  }

  /** @throws GateError `not-found` (compound), `request-invalid` with the faults of the draft, `trial-busy` */
  async run(compound: CompoundId, order: TrialOrder): Promise<TrialReport> {
    const faults = policyFaults(order.policy).map(({ path, words }) => `policy/${path}: ${words.en}`);
    if (faults.length > 0) throw new GateError('request-invalid', { problem: faults.join('; ') });
    if (this.#isBusy) throw new GateError('trial-busy');
    this.#isBusy = true;
    try {
      return await this.#run(compound, order);
    } finally {
      this.#isBusy = false;
    }
  }

  async #run(compound: CompoundId, { policy: draft, days }: TrialOrder): Promise<TrialReport> {
    const { database, clock, mostEntries = MOST_ENTRIES } = this.#tools;
    const queries = queriesOn(database.reader);
    const { versions } = await readPolicyVersions(compound, queries);
    const to = clock.now();
    const from = to - days * DAY;
    const foldFrom = from - (longestQuota(versions, draft) + SLACK_DAYS) * DAY;
    const entries = new TrialEntries(queries, { compound, foldFrom, from, mostEntries });
    const result = await trialRun(entries.read(), {
      draft,
      policyAt: policyTeller(versions),
      compound,
      calendar: new ZonedCalendar(await timezoneOf(compound, queries)),
      startState: (household) => entries.startState(household),
      listAtMost: LISTED,
    });
    return { ...reportOf(result), from, to, erased: entries.erased, isWhole: entries.isWhole };
  }
}

/** How many days back a charge may count under any of the policies. */
function longestQuota(versions: readonly RecordedPolicy[], draft: PolicyRules): number {
  return Math.max(draft.quota.days, ...versions.map(({ rules }) => rules.quota.days));
}

/** The policies as they counted; each is put together once. */
function policyTeller(versions: readonly RecordedPolicy[]): (at: Instant) => Policy {
  const [first] = versions;
  if (first === undefined) throw new GateError('request-invalid', { problem: 'there is no policy' });
  const policies = new Map(versions.map(({ version, rules }) => [version, { ...rules, version }]));
  const oldest: Policy = { ...first.rules, version: first.version };
  return (at) => policies.get(policyInForce(versions, at)?.version ?? first.version) ?? oldest;
}

async function timezoneOf(compound: CompoundId, queries: Queries): Promise<string> {
  const row = await queries
    .selectFrom('compounds')
    .select('timezone')
    .where('id', '=', compound)
    .executeTakeFirstOrThrow();
  return row.timezone;
}

function reportOf(result: TrialResult): Omit<TrialReport, 'from' | 'to' | 'erased' | 'isWhole'> {
  const { verdicts, reasons, changes, ...counts } = result;
  return {
    ...counts,
    verdicts: [...verdicts],
    reasons: [...reasons],
    changes: changes.map(({ id, household, before, after }) => {
      const [at = '', journal = '', seq = ''] = id.split(' ');
      return {
        journal: journalId(journal),
        seq: Number(seq),
        at: Number(at),
        household: household?.startsWith('pass:') === true ? null : (household as HouseholdId | null),
        before,
        after,
      };
    }),
  };
}
