import type { Alarm } from '#core/api/alarms.js';
import type { EntryRecord } from '#core/api/entries.js';
import { ALARM_KINDS } from '#core/alarms/alarm-kinds.js';
import { overdueReturns, type OpenOuting, type OverdueReturn } from '#core/lists/overdue-returns.js';
import type { PolicyRules } from '#core/policy/policy.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { HouseholdState } from '#core/rules/household-state.js';
import type { CompoundId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import { placeOf } from '../ledger/state-place.js';
import type { LedgerStore } from '../ledger/ledger-store.js';
import { changeAlarm } from '../storage/alarm-queries.js';
import { alarmOfRow } from '../storage/alarm-rows.js';
import { queriesOn } from '../storage/queries.js';
import { lockedAlarm, stepLocked } from './alarm-steps.js';
import { openOverdueAlarms, outingEntry, type OpenOverdueAlarm } from './overdue-queries.js';

/** States read at once: few enough that a decision behind them hardly notices. */
const PAGE = 500;

interface Page {
  readonly outings: readonly OpenOuting[];
  readonly policy: PolicyRules;
  /** Entries whose outing has its alarm. */
  readonly known: ReadonlySet<number>;
}

interface OverdueTools {
  readonly database: SqlDatabase;
  readonly ledger: Pick<LedgerStore, 'states'>;
  readonly now: () => Instant;
  readonly onChange: (alarm: Alarm) => void;
}

/**
 * Raises *overdue-return* for everybody who is out longer than the policy allows, and clears it when the outing is over,
 * whether by a return or by a correction. What is open is read from the states each time, so that it holds on every node and
 * after a restart; the database takes one alarm for an outing.
 */
export class OverdueWatch {
  readonly #tools: OverdueTools;
  /** Households with an open alarm: whose return is worth a look at once. */
  #awaited: ReadonlySet<string> = new Set();

  constructor(tools: OverdueTools) {
    this.#tools = tools;
  }

  /** Whether an entry may end an alarm. */
  isAwaited({ direction, compound, household }: EntryRecord): boolean {
    return direction === 'in' && household !== null && this.#awaited.has(placeOf(compound, household));
  }

  async look(): Promise<void> {
    const open = await openOverdueAlarms(this.#tools.database);
    const known = new Set(open.map((alarm) => alarm.entry));
    const compounds = await queriesOn(this.#tools.database.reader)
      .selectFrom('compounds')
      .select('id')
      .execute();
    for (const { id } of compounds) await this.#lookIn(id, known);
    await this.#clear(open);
    const left = await openOverdueAlarms(this.#tools.database);
    this.#awaited = new Set(left.map(({ compound, household }) => placeOf(compound, household)));
  }

  /** Looks at the households that are out, some at a time: there may be tens of thousands. */
  async #lookIn(compound: CompoundId, known: ReadonlySet<number>): Promise<void> {
    const policy = await this.#policy(compound);
    if (policy === null) return;
    let last = '';
    for (;;) {
      const rows = await this.#page(compound, last);
      const outings = rows.flatMap(({ key, state }) => outingsOf(key, JSON.parse(state) as HouseholdState));
      await this.#raiseIn(compound, { outings, policy, known });
      last = rows.at(-1)?.key ?? last;
      if (rows.length < PAGE) return;
    }
  }

  /** States with a counted outing. The text of a state tells whether it has one, so few have to be read. */
  #page(compound: CompoundId, after: string): Promise<readonly { key: string; state: string }[]> {
    return queriesOn(this.#tools.database.reader)
      .selectFrom('household_states')
      .select(['key', 'state'])
      .where('compound', '=', compound)
      .where('key', '>', after)
      .where('state', 'like', '%"charged":true%')
      .orderBy('key')
      .limit(PAGE)
      .execute();
  }

  async #raiseIn(compound: CompoundId, page: Page): Promise<void> {
    const { outings, policy, known } = page;
    const now = this.#tools.now();
    const overdue = overdueReturns(outings, policy, now);
    if (overdue.length === 0) return;
    // The table may lag behind the entries: who is back by now is not overdue.
    const households = [...new Set(overdue.map(({ household }) => household))];
    const states = await this.#tools.ledger.states(compound, households);
    const current = [...states].flatMap(([key, { state }]) => outingsOf(key, state));
    for (const one of overdueReturns(current, policy, now)) await this.#raise(compound, one, known);
  }

  async #raise(compound: CompoundId, overdue: OverdueReturn, known: ReadonlySet<number>): Promise<void> {
    const { database, now, onChange } = this.#tools;
    const entry = await outingEntry(compound, overdue, database);
    if (entry === null || known.has(entry.id)) return;
    const { journal, seq, gate, household, pass } = entry;
    const kind = 'overdue-return' as const;
    const { severity } = ALARM_KINDS[kind];
    const alarm = { kind, severity, compound, gate, household, journal, seq, raisedAt: overdue.dueAt };
    const raised = await database.transaction((session) =>
      changeAlarm({ kind: 'raise', alarm, pass, knownAt: now(), event: null }, queriesOn(session)),
    );
    raised.forEach(onChange);
  }

  async #clear(open: readonly OpenOverdueAlarm[]): Promise<void> {
    const { database, ledger, now, onChange } = this.#tools;
    for (const { id, compound, household, since } of open) {
      const states = await ledger.states(compound, [household]);
      const outings = states.get(household)?.state.outings ?? [];
      if (outings.some((outing) => outing.charged && outing.since === since)) continue;
      const alarm = await database.transaction(async (session) => {
        const before = await lockedAlarm(id, session);
        if (before.resolved_at !== null || before.cleared_at !== null) return null;
        const at = now();
        return alarmOfRow(await stepLocked(before, { action: { kind: 'clear', at }, now: at }, session));
      });
      if (alarm !== null) onChange(alarm);
    }
  }

  async #policy(compound: CompoundId): Promise<PolicyRules | null> {
    const row = await queriesOn(this.#tools.database.reader)
      .selectFrom('compounds as c')
      .innerJoin('policies as p', (join) =>
        join.onRef('p.compound', '=', 'c.id').onRef('p.version', '=', 'c.policy_version'),
      )
      .select('p.rules')
      .where('c.id', '=', compound)
      .executeTakeFirst();
    return row === undefined ? null : (JSON.parse(row.rules) as PolicyRules);
  }
}

function outingsOf(household: string, { outings }: HouseholdState): readonly OpenOuting[] {
  return outings.filter(({ charged }) => charged).map((outing) => ({ household, outing }));
}
