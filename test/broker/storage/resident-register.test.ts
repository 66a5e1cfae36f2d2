import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlite } from '#core/bindings/sqlite-database.js';
import type { Pass } from '#core/pass/pass.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { EMPTY_STATE } from '#core/rules/household-state.js';
import { passId } from '#core/units/ids.js';
import { passQuestion, qrQuestion, type PassQuestion } from '#broker/ledger/pass-question.js';
import { migrate } from '#broker/storage/migrate.js';
import { MIGRATIONS } from '#broker/storage/migrations.js';
import { ResidentRegister, type RegisteredPass } from '#broker/storage/resident-register.js';
import { ResidentSlot } from '#broker/storage/resident-states.js';
import { ManualClock } from '../../support/manual-clock.js';
import { addPass, buildWorld, FLAT, GARDEN } from '../support/world.js';

const FEW = 5_000;
const ALL = 100_000;
const PASS: Pass = {
  ...{ id: passId('p-501'), kind: 'purchase', compound: GARDEN, household: FLAT, resident: null },
  ...{ notBefore: 0, expires: null, revoked: false, weekdays: null, hours: null },
};
const REGISTERED: RegisteredPass = { pass: PASS, qr: null, householdSealed: false, personIsolated: false };

/** Each time another object, as of a code that is typed again. */
const asked = (number: number): PassQuestion => passQuestion('code', GARDEN, `CODE${number}`);

describe('the register in memory', () => {
  let database: SqlDatabase;
  let register: ResidentRegister;
  let slot: ResidentSlot;

  beforeEach(async () => {
    database = await openSqlite({ path: ':memory:' });
    await migrate(database, MIGRATIONS, new ManualClock());
    await buildWorld(database);
    register = new ResidentRegister(database);
    await register.refresh();
    slot = new ResidentSlot({ compound: GARDEN, key: FLAT, state: EMPTY_STATE, lastEntry: 0 });
  });
  afterEach(() => database.close());

  /** As a register is after many passes were issued: rows are numbered in the order in which they came. */
  const issueUpTo = async (newest: number): Promise<void> => {
    await addPass(database, { id: passId('p-newest'), household: FLAT, code: 'NEWEST' });
    await database.run("update passes set rowid = ? where id = 'p-newest'", [newest]);
    await register.refresh();
  };
  const keep = (from: number, count: number): void => {
    for (let number = from; number < from + count; number += 1)
      register.keep(asked(number), REGISTERED, slot);
  };
  const isKept = (number: number): boolean => register.answer(asked(number)) !== null;

  it('keeps a hundred thousand answers, and those of the oldest questions make room', () => {
    keep(0, ALL + 1);
    expect([isKept(0), isKept(1), isKept(ALL)]).toEqual([false, true, true]);
  });

  it('keeps the answer to a question that lasts with the question, until it makes room', () => {
    const lasting = passQuestion('id', GARDEN, 'p-501');
    const answer = register.keep(lasting, REGISTERED, slot);
    expect(register.answer(lasting)).toBe(answer);
    expect(register.answer(passQuestion('id', GARDEN, 'p-501'))).toBeNull();
    keep(0, ALL);
    expect(register.answer(lasting)).toBeNull();
    expect(lasting.answer).toBeNull();
  });

  it('gives the text a pass was issued with, whatever other text has led to it', () => {
    const issued = { ...REGISTERED, qr: 'GP1:ISSUED' };
    const texts = ['GP1:ISSUED', 'GP1:ISSUED\r'].map((text) => {
      const question = qrQuestion(text, { compound: GARDEN, pass: PASS.id });
      return register.keep(question, issued, slot)?.qr;
    });
    expect(texts).toEqual(['GP1:ISSUED', 'GP1:ISSUED']);
  });

  it('asks again once the book of the compound is another, or the state has made room', async () => {
    const lasting = passQuestion('id', GARDEN, 'p-501');
    register.keep(lasting, REGISTERED, slot);
    await database.run('update compounds set book_version = book_version + 1');
    await register.refresh();
    expect(register.answer(lasting)).toBeNull();
    const answer = register.keep(lasting, REGISTERED, slot);
    expect(register.answer(lasting)).toBe(answer);
    slot.isResident = false;
    expect(register.answer(lasting)).toBeNull();
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
