import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlite } from '#core/bindings/sqlite-database.js';
import type { Pass } from '#core/pass/pass.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { passId } from '#core/units/ids.js';
import { migrate } from '#broker/storage/migrate.js';
import { MIGRATIONS } from '#broker/storage/migrations.js';
import { ResidentRegister, type RegisteredPass } from '#broker/storage/resident-register.js';
import { ManualClock } from '../../support/manual-clock.js';
import { addPass, buildWorld, FLAT, GARDEN } from '../support/world.js';

const FEW = 10_000;
const ALL = 100_000;
const PASS: Pass = {
  ...{ id: passId('p-501'), kind: 'purchase', compound: GARDEN, household: FLAT, resident: null },
  ...{ notBefore: 0, expires: null, revoked: false, weekdays: null, hours: null },
};
const REGISTERED: RegisteredPass = { pass: PASS, qr: null, householdSealed: false, personIsolated: false };

describe('the register in memory', () => {
  let database: SqlDatabase;
  let register: ResidentRegister;

  beforeEach(async () => {
    database = await openSqlite({ path: ':memory:' });
    await migrate(database, MIGRATIONS, new ManualClock());
    await buildWorld(database);
    register = new ResidentRegister(database);
    await register.refresh();
  });
  afterEach(() => database.close());

  /** As a register is after many passes were issued: rows are numbered in the order in which they came. */
  const issueUpTo = async (newest: number): Promise<void> => {
    await addPass(database, { id: passId('p-newest'), household: FLAT, code: 'NEWEST' });
    await database.run("update passes set rowid = ? where id = 'p-newest'", [newest]);
    await register.refresh();
  };
  const keep = (from: number, count: number): void => {
    for (let number = from; number < from + count; number += 1) register.keep(`key-${number}`, REGISTERED);
  };
  const isKept = (number: number): boolean => register.pass(`key-${number}`) !== undefined;

  it('keeps a hundred thousand answers, and those of the oldest questions make room', () => {
    keep(0, ALL + 1);
    expect([isKept(0), isKept(1), isKept(ALL)]).toEqual([false, true, true]);
  });

  it('keeps as many of a register that is twice as large', async () => {
    await issueUpTo(2 * ALL);
    expect(register.capacity).toBe(ALL);
  });

  it('keeps only those of people on their way once it could never hold most of the register', async () => {
    keep(0, ALL);
    await issueUpTo(2 * ALL + 1);
    expect(register.capacity).toBe(FEW);
    keep(ALL, ALL);
    expect([isKept(2 * ALL - FEW - 1), isKept(2 * ALL - FEW)]).toEqual([false, true]);
  });
});
