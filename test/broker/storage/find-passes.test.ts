import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SqlDatabase, SqlSession } from '#core/ports/sql-database.js';
import { EMPTY_STATE } from '#core/rules/household-state.js';
import { passId } from '#core/units/ids.js';
import { passQuestion, type PassQuestion } from '#broker/ledger/pass-question.js';
import { findPasses, type PassAnswer } from '#broker/storage/find-passes.js';
import { queriesOn } from '#broker/storage/queries.js';
import { putStates } from '#broker/storage/sqlite-ledger-script.js';
import { ledgerDatabase } from '../support/ledger-database.js';
import { addPass, buildWorld, FLAT, GARDEN } from '../support/world.js';

const PASS = passId('p-501');
const PERSON = passId('p-anna');

/** Every way of asking for the flat's pass, and one for that of a person in it. */
const QUESTIONS: ReadonlyMap<string, PassQuestion> = new Map<string, PassQuestion>([
  ['id', passQuestion('id', GARDEN, PASS)],
  ['code', passQuestion('code', GARDEN, 'CODE501')],
  ['card', passQuestion('card', GARDEN, '04A1B2C3')],
  ['household', passQuestion('household', GARDEN, FLAT)],
  ['person', passQuestion('code', GARDEN, 'CODEANNA')],
]);
const OF_FLAT = ['id', 'code', 'card', 'household'];

describe('what SQLite knows of a pass', () => {
  let database: SqlDatabase;

  const asked = async (): Promise<(key: string) => PassAnswer | undefined> => {
    const found = await findPasses(database, QUESTIONS);
    return (key) => found.get(key);
  };

  beforeEach(async () => {
    database = await ledgerDatabase();
    await buildWorld(database);
    await database.run("insert into cards values ('04A1B2C3', 'p-501', 'garden', 5, 'admin')");
    const person = { compound: GARDEN, household: FLAT, id: 'anna', name: 'Anna', isolated: 0 } as const;
    await queriesOn(database).insertInto('residents').values(person).execute();
    const pass = {
      id: PERSON,
      kind: 'resident',
      household: FLAT,
      resident: 'anna',
      code: 'CODEANNA',
    } as const;
    await addPass(database, pass);
  });
  afterEach(() => database.close());

  it('is the same whichever way it is asked for', async () => {
    const found = await asked();
    for (const key of OF_FLAT) {
      expect(found(key)).toMatchObject({
        pass: { id: PASS, household: FLAT, revoked: false },
        householdSealed: false,
        personIsolated: false,
        state: EMPTY_STATE,
        lastEntry: 0,
      });
    }
    expect(found('person')?.pass).toMatchObject({ id: PERSON, resident: 'anna' });
  });

  it('includes that its household is sealed, until it is not', async () => {
    await database.run('update households set sealed = 1');
    let found = await asked();
    expect([...OF_FLAT, 'person'].map((key) => found(key)?.householdSealed)).toEqual(Array(5).fill(true));
    await database.run('update households set sealed = 0');
    found = await asked();
    expect(found('code')?.householdSealed).toBe(false);
  });

  it('includes that its person is isolated, which nobody else of the household is', async () => {
    await database.run('update residents set isolated = 1');
    const found = await asked();
    expect(found('person')?.personIsolated).toBe(true);
    expect(found('code')?.personIsolated).toBe(false);
  });

  it('follows its columns at once, also by code', async () => {
    await database.run("update passes set revoked = 1, weekdays = '[1,2]' where id = 'p-501'");
    expect((await asked())('code')?.pass).toMatchObject({ revoked: true, weekdays: [1, 2] });
  });

  it('includes the state of its household as it was saved, which is short while that is empty', async () => {
    const out = { ...EMPTY_STATE, outings: [{ pass: PASS, since: 5, charged: true }] };
    await database.script(putStates([{ compound: GARDEN, key: FLAT, state: out, lastEntry: 7 }]));
    expect((await asked())('code')).toMatchObject({ state: out, lastEntry: 7 });
    await database.script(putStates([{ compound: GARDEN, key: FLAT, state: EMPTY_STATE, lastEntry: 8 }]));
    expect(await database.all('select state from household_states')).toEqual([{ state: '{}' }]);
    expect((await asked())('code')).toMatchObject({ state: EMPTY_STATE, lastEntry: 8 });
  });

  it('is found by code without its row, and without those of households that are not sealed', async () => {
    const steps: string[] = [];
    const watched: Pick<SqlSession, 'all'> = {
      all: async (sql, parameters) => {
        const plan = await database.all(`explain query plan ${sql}`, parameters);
        steps.push(...plan.map(({ detail }) => String(detail)));
        return database.all(sql, parameters);
      },
    };
    await findPasses({ ...database, all: watched.all.bind(watched) }, new Map([...QUESTIONS].slice(1, 2)));
    expect(steps).toEqual([
      expect.stringContaining('SCAN asked'),
      expect.stringContaining('SEARCH p USING COVERING INDEX passes_by_code (code=?)'),
      expect.stringContaining('SEARCH h USING COVERING INDEX households_sealed (compound=? AND id=?)'),
      expect.stringContaining('SEARCH r USING COVERING INDEX residents_isolated (compound=? AND household=?'),
      expect.stringContaining('SEARCH s USING PRIMARY KEY (compound=? AND key=?)'),
    ]);
  });
});
