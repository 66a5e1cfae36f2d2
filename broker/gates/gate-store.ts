import type { NewGate } from '#core/api/gates.js';
import { GateError } from '#core/errors/gate-error.js';
import type { Clock } from '#core/ports/clock.js';
import type { Entropy } from '#core/ports/entropy.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { ZonedCalendar } from '#core/units/calendar-day.js';
import type { CompoundId, GateId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import type { PolicyRules } from '#core/policy/policy.js';
import type { PolicyRow } from '../storage/schema.js';
import { hashGatePassword, newGatePassword } from '../mqtt/gate-password.js';
import { queriesOn, type Queries } from '../storage/queries.js';
import { DayCounts, type Counted } from './day-counts.js';
import { absent } from './gate-presence.js';
import type { GateRecord } from './gate-record.js';

interface StoreTools {
  readonly database: SqlDatabase;
  readonly clock: Clock;
  readonly entropy: Entropy;
}

interface CompoundZone {
  readonly id: CompoundId;
  readonly timezone: string;
}

/** Gives the counts that the gates of a compound share. */
type CountsOf = (compound: CompoundZone) => DayCounts;

/** The gates in the register, and what the ledger counts of them. */
export class GateStore {
  readonly #tools: StoreTools;
  readonly #queries: Queries;

  constructor(tools: StoreTools) {
    this.#tools = tools;
    this.#queries = queriesOn(tools.database);
  }

  /** All gates, or the one that is asked for, or those of a compound. */
  async load(
    countsOf: CountsOf,
    only: { readonly gate?: GateId; readonly compound?: CompoundId } = {},
  ): Promise<readonly GateRecord[]> {
    const rows = await this.#queries
      .selectFrom('gates')
      .innerJoin('compounds', 'compounds.id', 'gates.compound')
      .innerJoin('policies', (join) =>
        join
          .onRef('policies.compound', '=', 'compounds.id')
          .onRef('policies.version', '=', 'compounds.policy_version'),
      )
      .selectAll('gates')
      .select(['compounds.timezone', 'policies.version', 'policies.rules'])
      .orderBy('gates.id')
      .$if(only.gate !== undefined, (rest) => rest.where('gates.id', '=', only.gate ?? null))
      .$if(only.compound !== undefined, (rest) => rest.where('gates.compound', '=', only.compound ?? null))
      .execute();
    return rows.map((row) => ({
      id: row.id,
      compound: row.compound,
      name: row.name,
      password: { salt: row.password_salt, hash: row.password_hash },
      counts: countsOf({ id: row.compound, timezone: row.timezone }),
      policy: policyOf(row),
      presence: absent(row.last_heard_at),
      quarantined: row.quarantined,
    }));
  }

  /** @throws GateError `already-exists`, `not-found` (compound) */
  async add(gate: NewGate, countsOf: CountsOf): Promise<{ record: GateRecord; password: string }> {
    const compound = await this.#queries
      .selectFrom('compounds')
      .innerJoin('policies', (join) =>
        join
          .onRef('policies.compound', '=', 'compounds.id')
          .onRef('policies.version', '=', 'compounds.policy_version'),
      )
      .select(['compounds.id', 'compounds.timezone', 'policies.version', 'policies.rules'])
      .where('compounds.id', '=', gate.compound)
      .executeTakeFirst();
    if (compound === undefined) throw new GateError('not-found', { kind: 'compound', id: gate.compound });
    const password = newGatePassword(this.#tools.entropy);
    const hashed = hashGatePassword(password, this.#tools.entropy);
    const { id, name } = gate;
    const row = { id, compound: gate.compound, name, last_heard_at: null, quarantined: 0 };
    const added = await this.#queries
      .insertInto('gates')
      .values({ ...row, password_salt: hashed.salt, password_hash: hashed.hash })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (added.numInsertedOrUpdatedRows === 0n) throw new GateError('already-exists', { kind: 'gate', id });
    const counts = countsOf(compound);
    const policy = policyOf(compound);
    const register = { id, compound: gate.compound, name, password: hashed, policy };
    return { record: { ...register, counts, presence: absent(null), quarantined: 0 }, password };
  }

  newCounts(timezone: string): DayCounts {
    return new DayCounts(new ZonedCalendar(timezone), this.#tools.clock.now());
  }

  async countsSince(
    compound: CompoundId,
    since: Instant,
  ): Promise<readonly (Counted & { readonly times: number })[]> {
    return this.#queries
      .selectFrom('entries as e')
      .innerJoin('journals as j', 'j.number', 'e.journal')
      .innerJoin('gates as g', 'g.id', 'j.gate')
      .select(['j.gate', 'e.direction', 'e.verdict', (count) => count.fn.countAll<number>().as('times')])
      .where('g.compound', '=', compound)
      .where('e.at', '>=', since)
      .groupBy(['j.gate', 'e.direction', 'e.verdict'])
      .execute();
  }

  async saveHeard(heard: readonly { readonly id: GateId; readonly at: Instant | null }[]): Promise<void> {
    if (heard.length === 0) return;
    await this.#tools.database.transaction(async (session) => {
      const queries = queriesOn(session);
      for (const { id, at } of heard) {
        await queries.updateTable('gates').set({ last_heard_at: at }).where('id', '=', id).execute();
      }
    });
  }
}

function policyOf({ version, rules }: Pick<PolicyRow, 'version' | 'rules'>): GateRecord['policy'] {
  return { version, level: (JSON.parse(rules) as PolicyRules).level };
}
