import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '#core/bindings/system-clock.js';
import type { SqlDatabase, SqlSession, SqlValue } from '#core/ports/sql-database.js';
import {
  householdId,
  journalId,
  passId,
  type GateId,
  type HouseholdId,
  type JournalId,
} from '#core/units/ids.js';
import type { Entry } from '#core/wire/entry.js';
import { GroupCommit } from '#broker/intake/group-commit.js';
import type { Arrival, Outcome } from '#broker/ledger/arrival.js';
import { SELECT_PASSES } from '#broker/storage/postgres-ledger-sql.js';
import { PostgresLedgerStore } from '#broker/storage/postgres-ledger-store.js';
import { queriesOn } from '#broker/storage/queries.js';
import { ManualClock } from '../../support/manual-clock.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { command, PostgresCluster } from '../../support/postgres-cluster.js';
import { describeWithPostgres, freshPostgres } from '../../support/postgres.js';
import { waitUntil } from '../../support/wait-until.js';
import { openPostgresAt, type OpenLedger } from '../support/engines.js';
import { entryOf } from '../support/entries.js';
import { brokenChains, brokenHouseholds } from '../support/ledger-checks.js';
import { ledgerWith } from '../support/ledger.js';
import { addPass, buildWorld, FLAT, GARDEN, NORTH, SOUTH } from '../support/world.js';

const MORNING = Date.UTC(2026, 0, 5, 1, 0, 0);
/** Several nodes, or a server that is restarted, on a machine that others use too. */
const LONG = 120_000;

/** Households that were let out and charged more than once: the rule says once in three days, and all of this is one day. */
const CHARGED_TWICE = `
  select household, count(*)::int as times from entries
  where substr(effects, 1, 1) = 'p' and effects like '%O%'
  group by household having count(*) > 1`;

async function addHouseholds(database: SqlDatabase, count: number): Promise<readonly HouseholdId[]> {
  const flats = Array.from({ length: count }, (_, index) => householdId(`7-1-${index + 1}`));
  const households = flats.map((id) => ({ compound: GARDEN, id, sealed: 0 }) as const);
  await queriesOn(database).insertInto('households').values(households).execute();
  for (const [index, household] of flats.entries()) {
    await addPass(database, { id: passId(`p-${index}`), household, code: `H${index}`, qr: `GP1:${index}` });
  }
  return flats;
}

function journalNumber(number: number): JournalId {
  return journalId(`00000000-0000-4000-8000-${String(number).padStart(12, '0')}`);
}

/** Numbers that look random and are the same in every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

describeWithPostgres('two nodes on one PostgreSQL', () => {
  let url: string;
  let nodes: readonly OpenLedger[];
  beforeEach(async () => {
    url = await freshPostgres();
    nodes = [await openPostgresAt(url), await openPostgresAt(url)];
    await buildWorld(first().database);
  });
  afterEach(async () => {
    for (const node of nodes) await node.close();
  });
  const first = (): OpenLedger => nodes[0] as OpenLedger;

  it('never let one household out twice, and answer every entry once', { timeout: LONG }, async () => {
    const flats = await addHouseholds(first().database, 24);
    const clock = new ManualClock(MORNING);
    const workers = [0, 1, 2, 3].map(async (worker) => {
      const node = nodes[worker % 2] as OpenLedger;
      const ledger = ledgerWith(node.store, clock);
      const gate = worker < 2 ? NORTH : SOUTH;
      const roll = dice(worker + 1);
      let seq = 0;
      const reasons: string[] = [];
      for (let round = 0; round < 40; round += 1) {
        const arrivals = Array.from({ length: 1 + roll(12) }, (): Arrival => {
          seq += 1;
          const credential = { kind: 'flat', value: flats[roll(flats.length)] ?? FLAT } as const;
          const direction = roll(3) === 0 ? 'in' : 'out';
          const entry = entryOf({ journal: journalNumber(worker), seq, at: MORNING, credential, direction });
          return { gate, entry, receivedAt: MORNING };
        });
        const outcomes = await ledger.decide(arrivals);
        expect(outcomes.every(({ kind }) => kind === 'recorded')).toBe(true);
        for (const outcome of outcomes)
          if (outcome.kind === 'recorded') reasons.push(outcome.decision.reason);
      }
      return { seq, reasons };
    });
    const told = await Promise.all(workers);
    const asked = told.reduce((sum, { seq }) => sum + seq, 0);
    const { database } = first();
    expect(await database.all('select count(*) as n from entries')).toEqual([{ n: asked }]);
    expect(await database.all(CHARGED_TWICE)).toEqual([]);
    const letOut = told.flatMap(({ reasons }) => reasons).filter((reason) => reason === 'ok');
    expect(letOut).toHaveLength(flats.length);
    expect(await brokenChains(first())).toEqual([]);
    expect(await brokenHouseholds(database)).toEqual([]);
  });

  it(
    'record an entry once that a gate sends to both, and give it one answer',
    { timeout: LONG },
    async () => {
      const clock = new ManualClock(MORNING);
      const entries = Array.from({ length: 60 }, (_, index) =>
        entryOf({ seq: index + 1, at: MORNING + index }),
      );
      const answers = await Promise.all(
        nodes.map(async ({ store }, node) => {
          const ledger = ledgerWith(store, clock);
          const own = node === 0 ? entries : [...entries].reverse();
          const decided: Outcome[] = [];
          for (let at = 0; at < own.length; at += 5) {
            const batch = own.slice(at, at + 5).map((entry) => ({ gate: NORTH, entry, receivedAt: MORNING }));
            decided.push(...(await ledger.decide(batch)));
          }
          return new Map(
            decided.map((outcome) =>
              outcome.kind === 'refused' ? [0, null] : [outcome.decision.seq, outcome.decision],
            ),
          );
        }),
      );
      expect(answers[1]?.size).toBe(60);
      for (const { seq } of entries) expect(answers[1]?.get(seq)).toEqual(answers[0]?.get(seq));
      const { database } = first();
      expect(await database.all('select count(*) as n from entries')).toEqual([{ n: 60 }]);
      expect(await database.all(CHARGED_TWICE)).toEqual([]);
      expect(await brokenChains(first())).toEqual([]);
    },
  );

  it('see what the other has changed in the register with their next batch', async () => {
    const clock = new ManualClock(MORNING);
    const ledgers = nodes.map(({ store }) => ledgerWith(store, clock));
    const reasonAt = async (node: number, seq: number): Promise<string> => {
      const entry = entryOf({ journal: journalNumber(node), seq, at: MORNING + seq, direction: 'out' });
      const gate: GateId = node === 0 ? NORTH : SOUTH;
      const [outcome] = (await ledgers[node]?.decide([{ gate, entry, receivedAt: MORNING }])) ?? [];
      return outcome?.kind === 'recorded' ? outcome.decision.reason : 'none';
    };
    expect([await reasonAt(0, 1), await reasonAt(1, 1)]).toEqual(['ok', 'quota-used']);
    await first().database.script('update passes set revoked = 1; update compounds set book_version = 8');
    expect([await reasonAt(0, 2), await reasonAt(1, 2)]).toEqual(['pass-revoked', 'pass-revoked']);
  });
});

describeWithPostgres('the ledger on PostgreSQL', () => {
  let url: string;
  let open: OpenLedger;
  const clock = new ManualClock(MORNING);
  beforeEach(async () => {
    url = await freshPostgres();
    open = await openPostgresAt(url);
    await buildWorld(open.database);
  });
  afterEach(() => open.close());

  const decideOn = (database: SqlDatabase, entry: Entry): Promise<readonly Outcome[]> =>
    ledgerWith(new PostgresLedgerStore(database), clock).decide([
      { gate: NORTH, entry, receivedAt: MORNING },
    ]);

  const counts = async (): Promise<unknown> => {
    const [row] = await open.database.all(
      'select (select count(*) from entries) as entries, (select count(*) from journals) as journals',
    );
    return row;
  };

  it('keeps nothing of a batch whose connection is cut between its writes and its commit', async () => {
    const cut = changedTransactions(open.database, async (session, result) => {
      await session.all('select 1');
      await command(
        url,
        "select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction' and datname = current_database()",
      );
      return result;
    });
    await expectGateError(() => decideOn(cut, entryOf({ at: MORNING })), 'database-failed');
    expect(await counts()).toEqual({ entries: 0, journals: 0 });
    const [outcome] = await decideOn(open.database, entryOf({ at: MORNING }));
    expect(outcome).toMatchObject({ kind: 'recorded', decision: { reason: 'ok' } });
  });

  it('begins again when a pass is issued while it takes its locks', async () => {
    await open.database.script("update passes set revoked = 1 where id = 'p-501'; delete from passes");
    let isIssued = false;
    const database = changedStatements(open.database, async (sql) => {
      if (isIssued || sql !== SELECT_PASSES.household) return;
      isIssued = true;
      await addPass(open.database, { id: passId('p-late'), household: FLAT, code: 'LATE' });
    });
    const [outcome] = await decideOn(database, entryOf({ at: MORNING }));
    expect(outcome).toMatchObject({ kind: 'recorded', decision: { reason: 'ok', pass: 'p-late' } });
    expect(await counts()).toEqual({ entries: 1, journals: 1 });
    expect(await brokenHouseholds(open.database)).toEqual([]);
  });

  it('makes the state of a household anew that was erased behind its back', async () => {
    const store = new PostgresLedgerStore(open.database);
    const ledger = ledgerWith(store, clock);
    const at = (seq: number): Arrival => ({
      gate: NORTH,
      entry: entryOf({ seq, at: MORNING }),
      receivedAt: MORNING,
    });
    await ledger.decide([at(1)]);
    await open.database.run('delete from household_states');
    expect(await ledger.decide([at(2)])).toMatchObject([{ decision: { reason: 'ok' } }]);
  });

  it('sets one entry aside whose data the database refuses, and keeps its neighbours', async () => {
    await open.database.script('alter table entries add constraint no_third check (seq <> 3)');
    const refused: number[] = [];
    const kept: number[] = [];
    const ledger = ledgerWith(open.store, clock);
    const commits = new GroupCommit<Arrival, Outcome>({
      work: (arrivals) => ledger.decide(arrivals),
      clock: systemClock,
      maxBatch: 100,
      maxWaiting: 100,
      onCommitted: (arrivals) => kept.push(...arrivals.map(({ entry }) => entry.seq)),
      onRefused: ({ entry }) => refused.push(entry.seq),
    });
    for (const seq of [1, 2, 3, 4]) {
      commits.submit({ gate: NORTH, entry: entryOf({ seq, at: MORNING }), receivedAt: MORNING });
    }
    await commits.stop();
    expect({ kept, refused }).toEqual({ kept: [1, 2, 4], refused: [3] });
    expect(await brokenChains(open)).toEqual([]);
  });
});

describeWithPostgres('a PostgreSQL server that crashes under load', () => {
  it('loses and doubles nothing: what was not answered is tried again', { timeout: LONG }, async () => {
    const cluster = await PostgresCluster.make();
    try {
      const open = await openPostgresAt(cluster.url('postgres'));
      await buildWorld(open.database);
      const flats = await addHouseholds(open.database, 40);
      const answered = new Map<string, number>();
      let faults = 0;
      const ledger = ledgerWith(open.store, systemClock);
      const commits = new GroupCommit<Arrival, Outcome>({
        work: (arrivals) => ledger.decide(arrivals),
        clock: systemClock,
        maxBatch: 20,
        maxWaiting: 10_000,
        onCommitted: (arrivals) => {
          for (const { entry } of arrivals) answered.set(`${entry.journal}/${entry.seq}`, entry.seq);
        },
        onRefused: ({ entry }, error) => {
          throw new Error(`${entry.seq} was refused: ${String(error)}`);
        },
        onFault: () => (faults += 1),
      });
      const ENTRIES = 1_500;
      for (let number = 0; number < ENTRIES; number += 1) {
        const journal = journalNumber(number % 2);
        const credential = { kind: 'flat', value: flats[(number * 7) % flats.length] ?? FLAT } as const;
        const entry = entryOf({ journal, seq: 1 + Math.floor(number / 2), at: MORNING, credential });
        expect(commits.submit({ gate: number % 2 === 0 ? NORTH : SOUTH, entry, receivedAt: MORNING })).toBe(
          true,
        );
      }
      for (const share of [0.2, 0.6]) {
        await waitUntil('a part is answered', () => answered.size >= ENTRIES * share, LONG);
        await cluster.crash();
        await cluster.start();
      }
      await waitUntil('all is answered', () => answered.size === ENTRIES, LONG);
      await commits.stop();
      expect(faults).toBeGreaterThan(0);
      expect(await open.database.all('select count(*) as n from entries')).toEqual([{ n: ENTRIES }]);
      expect(await open.database.all(CHARGED_TWICE)).toEqual([]);
      expect(await brokenChains(open)).toEqual([]);
      expect(await brokenHouseholds(open.database)).toEqual([]);
      await open.close();
    } finally {
      await cluster.stop();
    }
  });
});

/** The same database, but something happens at the end of the work of each transaction. */
function changedTransactions(
  database: SqlDatabase,
  after: <T>(session: SqlSession, result: T) => Promise<T>,
): SqlDatabase {
  const transaction: SqlDatabase['transaction'] = (work) =>
    database.transaction(async (session) => after(session, await work(session)));
  return wrapped(database, transaction);
}

/** The same database, but something happens before statements of transactions are sent. */
function changedStatements(database: SqlDatabase, before: (sql: string) => Promise<void>): SqlDatabase {
  const transaction: SqlDatabase['transaction'] = (work) =>
    database.transaction((session) =>
      work({
        engine: session.engine,
        run: (sql, parameters) => session.run(sql, parameters),
        script: (sql) => session.script(sql),
        all: async (sql: string, parameters?: readonly SqlValue[]) => {
          await before(sql);
          return session.all(sql, parameters);
        },
      }),
    );
  return wrapped(database, transaction);
}

function wrapped(database: SqlDatabase, transaction: SqlDatabase['transaction']): SqlDatabase {
  return {
    engine: database.engine,
    reader: database.reader,
    revision: 0,
    run: (sql, parameters) => database.run(sql, parameters),
    all: (sql, parameters) => database.all(sql, parameters),
    script: (sql) => database.script(sql),
    commitScript: (sql) => database.commitScript(sql),
    close: () => database.close(),
    transaction,
  };
}
