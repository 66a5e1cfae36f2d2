import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSqlite } from '#core/bindings/sqlite-database.js';
import { copySqlite, openSqliteSnapshot } from '#core/bindings/sqlite-snapshot.js';
import type { SqlDatabase, SqlRow } from '#core/ports/sql-database.js';
import { MIGRATIONS } from '#broker/storage/migrations.js';
import { examine, type Diagnosis, type ExamineOptions } from '#broker/doctor/examine.js';
import { findingText } from '#broker/doctor/finding.js';
import { sqlText } from '#broker/storage/sql-text.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { livedFile } from '../support/lived-ledger.js';

/** More changes for the long run: `GATEHOUSE_RUNS=2000 npx vitest run test/broker/doctor`. */
const RUNS = Number(process.env['GATEHOUSE_RUNS'] ?? 60);

type Lived = Awaited<ReturnType<typeof livedFile>>;

const told = (diagnosis: Diagnosis): string[] => diagnosis.findings.map(findingText);

async function examineFile(path: string, options?: ExamineOptions): Promise<Diagnosis> {
  const snapshot = await openSqliteSnapshot(path);
  try {
    return await examine(snapshot.session, options);
  } finally {
    await snapshot.close();
  }
}

describe('the doctor', () => {
  let file: Lived;
  let settled: string;

  beforeAll(async () => {
    file = await livedFile();
    await file.lived.furnish(4);
    for (let day = 0; day < 4; day += 1) {
      await file.lived.day();
      file.lived.nextDay();
    }
    await file.lived.store.settle();
    settled = `${file.path}.settled`;
    await copySqlite(file.path, settled);
  });
  afterAll(() => file.remove());

  /** A copy of the settled ledger, tampered with, as the doctor sees it. */
  async function afterChange(change: (database: SqlDatabase) => Promise<unknown>): Promise<Diagnosis> {
    const path = `${file.path}.${crypto.randomUUID()}`;
    await copySqlite(settled, path);
    const database = await openSqlite({ path });
    try {
      await database.run('pragma foreign_keys = off');
      await change(database);
    } finally {
      await database.close();
    }
    return examineFile(path);
  }

  it('finds nothing in a ledger that is whole', async () => {
    const diagnosis = await examineFile(settled);
    expect(told(diagnosis)).toEqual([]);
    expect(diagnosis).toMatchObject({ isWhole: true, entries: 60, states: 7 });
    expect(diagnosis.heads.map(({ gate, entries, topSeq }) => [gate, entries, topSeq])).toEqual([
      ['north', 20, 20],
      ['quay', 16, 16],
      ['south', 24, 24],
    ]);
  });

  it('reads beside a running service, whose states and journals are not saved yet', async () => {
    const { lived, path } = file;
    await lived.day();
    const diagnosis = await examineFile(path);
    expect(told(diagnosis)).toEqual([]);
    expect(diagnosis.entries).toBe(75);
  });

  it('comes to the same whether it holds all states at once or a few at a time', async () => {
    for (const statesAtOnce of [1, 2, 3, 5]) {
      expect(await examineFile(settled, { statesAtOnce })).toMatchObject({ isWhole: true, states: 7 });
    }
    const broken = await afterChange((database) =>
      database.run(
        `update household_states set state = '{"outings":[],"charges":[],"screening":{}}' where key = '1-1-4' and compound = 'garden'`,
      ),
    );
    expect(broken.broken).toBe(1);
  });

  it('names the row and the column when a verdict was changed', async () => {
    const diagnosis = await afterChange((database) =>
      database.run(`update entries set verdict = 'deny' where id = 8`),
    );
    expect(told(diagnosis)).toEqual([
      'entries 8 (gate south, journal 11111111-0000-4000-8000-000000000002, seq 3), column verdict: it was changed: the row does not fit its hash',
    ]);
  });

  it.each([
    ['direction', `'in'`],
    ['reason', `'open'`],
    ['at', 'at - 1200'],
    ['decided_at', 'decided_at + 2500'],
    ['household', `'1-1-9'`],
    ['effects', `'pC'`],
    ['hash', `'x'`],
    ['policy_version', '3'],
    ['presentation', `'x'`],
  ])('names the column %s', async (column, value) => {
    const diagnosis = await afterChange((database) =>
      database.run(`update entries set ${column} = ${value} where id = 16`),
    );
    const chain = diagnosis.findings.filter(({ place }) => place.id === 16 && place.table === 'entries');
    expect(chain.map((finding) => finding.column)).toContain(column);
  });

  it('finds a row that was taken out, and says that its seq is missing', async () => {
    const diagnosis = await afterChange((database) => database.run('delete from entries where id = 18'));
    expect(diagnosis.isWhole).toBe(false);
    expect(told(diagnosis).join('\n')).toMatch(
      /seq 8\): it does not fit its hash.*seq 7 did not arrive before it/,
    );
    expect(told(diagnosis).join('\n')).toMatch(/missing seq 7 of gate north/);
  });

  it('finds the last row taken out', async () => {
    const diagnosis = await afterChange((database) => database.run('delete from entries where id = 60'));
    expect(told(diagnosis).join('\n')).toMatch(/last entry 60 is not in the ledger/);
  });

  it('finds two rows that changed places, and one that was put in', async () => {
    const swapped = await afterChange((database) =>
      database.script(`update entries set id = 1000 where id = 16; update entries set id = 16 where id = 18;
        update entries set id = 18 where id = 1000`),
    );
    expect(swapped.isWhole).toBe(false);
    const added = await afterChange((database) =>
      database.script(`update entries set id = id + 1000 where id > 20; update entries set id = id - 999 where id > 20;
        create temp table one as select * from entries where id = 20; update one set id = 21, seq = 99;
        insert into entries select * from one`),
    );
    expect(added.isWhole).toBe(false);
  });

  it('finds an entry that is there twice, and one of a journal that nobody has', async () => {
    const twice = await afterChange((database) =>
      database.script(`create temp table one as select * from entries where id = 8; update one set id = 61;
        insert into entries select * from one`),
    );
    expect(told(twice)).toContain(
      'entries (gate south, journal 11111111-0000-4000-8000-000000000002, seq 3), column seq: it is there more than once',
    );
    const strange = await afterChange((database) =>
      database.run('update entries set journal = 77 where id = 8'),
    );
    expect(told(strange).join('\n')).toMatch(/entries 8.*column journal: there is no journal number 77/);
  });

  it.each([
    ['is missing', 'delete from saved_places where entry = 8', ['entries 8']],
    [
      'is that of another',
      'update saved_places set entry = 9 where entry = 8',
      ['entries 8', 'saved_places'],
    ],
    ['is of nothing', 'insert into saved_places values (1, 99, 99)', ['saved_places']],
    ['is behind the mark', "update ledger_marks set entry = 59 where name = 'placed'", ['saved_places']],
    [
      'was never saved before the mark',
      "delete from saved_places where entry > 40; update ledger_marks set entry = 42 where name = 'placed'",
      ['alarms 13', 'entries 41', 'entries 42'],
    ],
  ])('finds a place of an entry that %s', async (_, sql, broken) => {
    const diagnosis = await afterChange((database) => database.script(sql));
    const rows = diagnosis.findings.map(({ place: { table, id } }) => `${table} ${id ?? ''}`.trim());
    expect(rows).toEqual(broken);
    expect(diagnosis.broken).toBe(broken.length);
  });

  it('finds an entry of nobody that says it follows another', async () => {
    const diagnosis = await afterChange((database) =>
      database.run(
        'update entries set previous = 1 where id in (select min(id) from entries where pass is null)',
      ),
    );
    expect(told(diagnosis)).toEqual([
      expect.stringMatching(/column previous: it names entry 1, but no pass$/),
    ]);
  });

  it('names the gaps of each journal, but not more of them than anybody reads', async () => {
    const diagnosis = await afterChange((database) =>
      database.script(`update entries set seq = seq * 3 where journal = 3; update saved_places set seq = -seq where journal = 3;
        update saved_places set seq = -seq * 3 where journal = 3`),
    );
    const gaps = diagnosis.findings
      .filter(({ severity }) => severity === 'warning')
      .map(({ problem }) => problem);
    expect(gaps).toHaveLength(21);
    expect(gaps).toContain('missing seq 1 to 2 of gate south: still at the gate, or lost there');
    expect(gaps.at(-1)).toBe('more seqs are missing');
  });

  it('finds a journal given to another gate', async () => {
    const diagnosis = await afterChange((database) =>
      database.run(`update journals set gate = 'south' where gate = 'north'`),
    );
    expect(diagnosis.isWhole).toBe(false);
  });

  it('finds an index that no longer fits its table', async () => {
    const diagnosis = await afterChange(async (database) => {
      await database.run('pragma writable_schema = on');
      await database.run(
        `update sqlite_schema set sql = replace(sql, '(at)', '(received_at)') where name = 'entries_by_time'`,
      );
    });
    expect(told(diagnosis).join('\n')).toMatch(/entries_by_time/);
  });

  it('refuses a ledger of another version', async () => {
    const version = MIGRATIONS.at(-1)?.version ?? 0;
    const older = afterChange((database) =>
      database.run(`delete from migrations where version = ${version}`),
    );
    const fault = await expectGateError(() => older, 'ledger-version-wrong');
    expect(fault.message).toContain('start the service once');
  });

  describe('after any single change to any column of any row', () => {
    const TABLES = [
      'entries',
      'journals',
      'household_states',
      'alarms',
      'trace_lines',
      'saved_places',
    ] as const;
    /** The others are what people do about an alarm, and what nothing else tells. */
    const TOLD = new Set(['gate', 'compound', 'household', 'pass', 'journal', 'seq', 'raised_at']);
    const rows = new Map<string, SqlRow[]>();

    beforeAll(async () => {
      const database = await openSqlite({ path: settled });
      for (const table of TABLES) rows.set(table, await database.all(`select * from ${table}`));
      await database.close();
    });

    const anyChange = fc
      .record({ table: fc.constantFrom(...TABLES), row: fc.nat(), column: fc.nat(), other: fc.nat(4) })
      .map(({ table, row, column, other }) => {
        const all = rows.get(table) ?? [];
        const before = all[row % all.length] ?? {};
        const names = Object.keys(before).filter((name) => table !== 'alarms' || TOLD.has(name));
        const name = names[column % names.length] ?? '';
        return { table, before, name, value: otherValue(before[name] ?? null, other) };
      });

    it(
      'is broken',
      async () => {
        await fc.assert(
          fc.asyncProperty(anyChange, async ({ table, before, name, value }) => {
            const where = Object.entries(before).map(([column, own]) => `${column} is ${literal(own)}`);
            let changes = 0;
            const diagnosis = await afterChange(async (database) => {
              // A value that another row must not have twice is refused by the database itself.
              const update = `update or ignore ${table} set ${name} = ${literal(value)} where ${where.join(' and ')}`;
              ({ changes } = await database.run(update));
            });
            fc.pre(changes === 1);
            expect(diagnosis.isWhole, `${table}.${name}: ${String(before[name])} to ${String(value)}`).toBe(
              false,
            );
          }),
          { numRuns: RUNS },
        );
      },
      30_000 + RUNS * 500,
    );
  });
});

function otherValue(value: SqlRow[string], kind: number): string | number | null {
  if (typeof value === 'number') return value + ([1, -1, 1_000, 7, 86_400_000][kind] ?? 1);
  if (value === null) return ['x', '1-1-1', 'p-1', '1', '2'][kind] ?? 'x';
  const text = String(value);
  return [`${text}x`, `x${text}`, `${text}é`, 'x', `${text}0`][kind] ?? 'x';
}

function literal(value: SqlRow[string]): string {
  return typeof value === 'string' ? sqlText(value) : String(value);
}
