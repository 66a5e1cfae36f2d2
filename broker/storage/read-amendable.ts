import type { AmendmentChange } from '#core/amend/amendment-change.js';
import type { Policy, PolicyRules } from '#core/policy/policy.js';
import type { OneOffException } from '#core/exceptions/one-off-exception.js';
import type { JournalId } from '#core/units/ids.js';
import type { GatePlace } from '../ledger/ledger-store.js';
import { entryAt } from './entry-places.js';
import { exceptionsInForce } from './exceptions-in-force.js';
import type { AmendmentRow } from './amendment-schema.js';
import type { Queries } from './queries.js';
import { registeredPasses } from './registered-passes.js';
import type { RegisteredPass } from './resident-register.js';
import type { EntryRow } from './schema.js';

/** An entry of the ledger with what must be known to amend it, apart from the state and history of its household. */
export interface AmendableRow {
  readonly row: EntryRow;
  readonly place: GatePlace;
  /** The policy it was decided by; null when that is no longer there. */
  readonly policy: Policy | null;
  /** As the register has it now; null when the entry had none, it was erased, or the pass is no longer there. */
  readonly found: RegisteredPass | null;
  /** The one-off exceptions of its household now. */
  readonly exceptions: readonly OneOffException[];
  /** The changes of its amendments so far, in the order of the ledger. */
  readonly changes: readonly AmendmentChange[];
}

/** Null when there is no such entry. */
export async function readAmendable(
  queries: Queries,
  journal: JournalId,
  seq: number,
): Promise<AmendableRow | null> {
  const id = await entryAt(queries, journal, seq);
  if (id === null) return null;
  const found = await queries
    .selectFrom('entries as e')
    .innerJoin('journals as j', 'j.number', 'e.journal')
    .innerJoin('gates as g', 'g.id', 'j.gate')
    .innerJoin('compounds as c', 'c.id', 'g.compound')
    .selectAll('e')
    .select(['g.id as gate', 'c.id as compound', 'c.timezone'])
    .where('e.id', '=', id)
    .executeTakeFirst();
  if (found === undefined) return null;
  const { gate, compound, timezone, ...row } = found;
  const amended = await queries
    .selectFrom('amendments')
    .select('change')
    .where('entry', '=', row.id)
    .orderBy('id')
    .execute();
  return {
    row,
    place: { gate, compound, timezone },
    policy: await readPolicy(queries, compound, row.policy_version),
    found: row.pass === null ? null : ((await registeredPasses(queries, [row.pass])).get(row.pass) ?? null),
    exceptions: await readExceptions(queries, compound, row.household),
    changes: amended.map(({ change }) => JSON.parse(change) as AmendmentChange),
  };
}

/** What has a place in a journal already: an amendment, an entry, or nothing. */
export async function whatHas(
  queries: Queries,
  journal: JournalId,
  seq: number,
): Promise<AmendmentRow | 'entry' | null> {
  const amendment = await queries
    .selectFrom('amendments as a')
    .innerJoin('journals as j', 'j.number', 'a.journal')
    .selectAll('a')
    .where('j.journal', '=', journal)
    .where('a.seq', '=', seq)
    .executeTakeFirst();
  if (amendment !== undefined) return amendment;
  return (await entryAt(queries, journal, seq)) === null ? null : 'entry';
}

async function readExceptions(
  queries: Queries,
  compound: GatePlace['compound'],
  household: EntryRow['household'],
): Promise<readonly OneOffException[]> {
  if (household === null) return [];
  const found = await exceptionsInForce(queries, [compound]);
  return found.get(compound)?.get(household) ?? [];
}

async function readPolicy(
  queries: Queries,
  compound: GatePlace['compound'],
  version: number,
): Promise<Policy | null> {
  const row = await queries
    .selectFrom('policies')
    .select('rules')
    .where('compound', '=', compound)
    .where('version', '=', version)
    .executeTakeFirst();
  return row === undefined ? null : { ...(JSON.parse(row.rules) as PolicyRules), version };
}
