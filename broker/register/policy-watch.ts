import { messageOf } from '#core/errors/gate-error.js';
import { OneAtATime } from '#core/one-at-a-time.js';
import { nextPolicyChange, policyInForce, type Dated } from '#core/policy/policy-in-force.js';
import type { CancelTimer, Clock } from '#core/ports/clock.js';
import type { Logger } from '#core/ports/logger.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { CompoundId } from '#core/units/ids.js';
import { MINUTE, SECOND, type Instant, type Milliseconds } from '#core/units/instant.js';
import type { HeardEvent, NodeListener } from '../nodes/node-feed.js';
import { queriesOn } from '../storage/queries.js';
import { nextBookVersion } from './book-version.js';

/** A clock may be set, so no sleep is longer than this. */
const LONGEST_SLEEP: Milliseconds = MINUTE;
const AGAIN_AFTER_FAULT: Milliseconds = SECOND;

interface WatchTools {
  readonly database: SqlDatabase;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Another policy is in force in the compound, whichever node has put it there. */
  readonly onChange: (compound: CompoundId) => void | Promise<void>;
}

/**
 * Puts scheduled policies in force when their time has come, and tells when the policy in force is another. Every node has
 * one; whoever comes first writes, and the database tells the others. What fell due while no service ran is done at the start.
 */
export class PolicyWatch implements NodeListener {
  readonly #tools: WatchTools;
  readonly #inForce = new Map<CompoundId, number>();
  #cancel: CancelTimer = () => undefined;
  readonly #rounds = new OneAtATime(() => this.#guarded());
  #stopped = false;

  constructor(tools: WatchTools) {
    this.#tools = tools;
  }

  /** Whatever is due counts when it resolves. */
  async start(): Promise<void> {
    await this.#work(() => undefined);
  }

  heard({ event }: HeardEvent): void {
    if (event.kind === 'book') this.look();
  }

  lost(): void {
    this.look();
  }

  /** Looks at the policies now; a look during a look begins behind it. */
  look(): void {
    this.#rounds.ask();
  }

  /** Waits for what it has begun. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#rounds.stop();
  }

  async #guarded(): Promise<void> {
    try {
      await this.#work(this.#tools.onChange);
    } catch (error) {
      this.#tools.logger.error({ problem: messageOf(error) }, 'scheduled policies could not be put in force');
      this.#sleep(AGAIN_AFTER_FAULT);
    }
  }

  async #work(onChange: WatchTools['onChange']): Promise<void> {
    const { database, clock } = this.#tools;
    const now = clock.now();
    const found = await readDated(database);
    for (const [compound, { versions, inForce }] of found) {
      const due = dueVersion(versions, inForce, now);
      const current = due === null ? inForce : await this.#put(compound, due);
      const before = this.#inForce.get(compound);
      this.#inForce.set(compound, current);
      if (before !== current) await onChange(compound);
    }
    const next = [...found.values()].map(({ versions }) => nextPolicyChange(versions, now) ?? Infinity);
    this.#sleep(Math.min(LONGEST_SLEEP, ...next.map((at) => at - now)));
  }

  /** Answers the version in force, which another node may have put there meanwhile. */
  #put(compound: CompoundId, due: Dated): Promise<number> {
    const { database, logger } = this.#tools;
    return database.transaction(async (session) => {
      const queries = queriesOn(session);
      await nextBookVersion(compound, queries);
      const { policy_version: inForce } = await queries
        .selectFrom('compounds')
        .select('policy_version')
        .where('id', '=', compound)
        .executeTakeFirstOrThrow();
      const current = await queries
        .selectFrom('policies')
        .select(['version', 'effective_at as effectiveAt'])
        .where('compound', '=', compound)
        .where('version', '=', inForce)
        .executeTakeFirst();
      if (current !== undefined && !isAfter(due, current)) return inForce;
      await queries
        .updateTable('compounds')
        .set({ policy_version: due.version })
        .where('id', '=', compound)
        .execute();
      logger.info({ compound, version: due.version }, 'a scheduled policy counts now');
      return due.version;
    });
  }

  #sleep(time: Milliseconds): void {
    this.#cancel();
    if (this.#stopped) return;
    this.#cancel = this.#tools.clock.after(Math.max(0, time), () => this.look());
  }
}

interface DatedVersions {
  readonly inForce: number;
  readonly versions: readonly Dated[];
}

async function readDated(database: SqlDatabase): Promise<ReadonlyMap<CompoundId, DatedVersions>> {
  const rows = await queriesOn(database.reader)
    .selectFrom('compounds as c')
    .innerJoin('policies as p', 'p.compound', 'c.id')
    .select(['c.id', 'c.policy_version as inForce', 'p.version', 'p.effective_at as effectiveAt'])
    .execute();
  const found = new Map<CompoundId, { inForce: number; versions: Dated[] }>();
  for (const { id, inForce, version, effectiveAt } of rows) {
    const known = found.get(id) ?? { inForce, versions: [] };
    known.versions.push({ version, effectiveAt });
    found.set(id, known);
  }
  return found;
}

/** The version that takes the place of the one in force now; never an earlier one, however the clock is set. */
function dueVersion(versions: readonly Dated[], inForce: number, now: Instant): Dated | null {
  const due = policyInForce(versions, now);
  const current = versions.find(({ version }) => version === inForce);
  return due !== null && (current === undefined || isAfter(due, current)) ? due : null;
}

function isAfter(one: Dated, other: Dated): boolean {
  if (one.effectiveAt !== other.effectiveAt) return one.effectiveAt > other.effectiveAt;
  return one.version > other.version;
}
