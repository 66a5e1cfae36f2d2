import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY } from '#core/units/instant.js';
import { householdId, passId } from '#core/units/ids.js';
import { ResidentDetailsRegister } from '#broker/register/resident-details-register.js';
import { SealRegister } from '#broker/register/seal-register.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { anyIdNumber, anyName, idNumber } from '../../support/register-people.js';
import { describeOnEngines } from '../support/engines.js';
import { csv, ImportBench } from '../support/import-bench.js';
import { addPass, GARDEN } from '../support/world.js';

const HEADINGS = ['户号', '姓名', '身份证号', '手机', '特殊关爱'];
const FIRST = csv(
  HEADINGS,
  ['1-1-101', '李秀英', idNumber(), '13800138000', '独居'],
  ['1-1-101', '王伟', '', '', ''],
  ['1-1-102', '张芳', '', '', ''],
);

/** More files for the long run: `GATEHOUSE_RUNS=100 npx vitest run test/broker/imports`. */
const RUNS = Number(process.env['GATEHOUSE_RUNS'] ?? 8);

describeOnEngines('a checked import', (engine) => {
  let bench: ImportBench;
  beforeEach(async () => {
    bench = await ImportBench.open(engine);
  });
  afterEach(() => bench.close());

  const people = (): ResidentDetailsRegister => new ResidentDetailsRegister(bench.tools);
  const at = (household: string, resident: string) => ({
    compound: GARDEN,
    household: householdId(household),
    resident,
  });

  it('is taken over whole, and the gates hear of it once', async () => {
    const { id } = await bench.check(FIRST);
    const committed = await bench.imports.commit(id, {}, 'wang');
    expect(committed).toMatchObject({
      state: 'committed',
      missing: 'keep',
      committedBy: 'wang',
      preview: [],
    });
    expect(await bench.names()).toEqual(['1-1-101 r1 李秀英', '1-1-101 r2 王伟', '1-1-102 r1 张芳']);
    expect(await people().get(at('1-1-101', 'r1'))).toMatchObject({
      contact: { phone: '13800138000', relation: null, notes: null },
      care: ['elderly-alone'],
      idNumberEnd: '002X',
    });
    expect(await bench.bookVersion()).toBe(8);
  });

  it('is taken over once', async () => {
    const { id } = await bench.take(FIRST);
    await expectGateError(() => bench.imports.commit(id, {}, 'li'), 'import-state-wrong');
  });

  it('shows every change with old and new values, page by page', async () => {
    await bench.take(FIRST);
    const { id, difference } = await bench.check(
      csv(
        HEADINGS,
        ['1-1-101', '李秀英', '', '13900139000', '透析'],
        ['1-1-101', '王伟', '', '', ''],
        ['1-1-103', '陈静', '', '', ''],
      ),
    );
    expect(difference).toMatchObject({
      residents: { new: 1, changed: 1, same: 1, missing: 1, kept: 0 },
      households: { new: 1, known: 1, missing: 1 },
      switchedOff: { households: 1, of: 2, needsConfirmation: true },
    });
    const first = await bench.imports.changes(id, { limit: 2 });
    expect(first.items).toEqual([
      {
        household: '1-1-101',
        resident: 'r1',
        kind: 'changed',
        before: {
          name: '李秀英',
          phone: '13800138000',
          relation: null,
          notes: null,
          care: ['elderly-alone'],
          idNumber: '**************002X',
        },
        after: {
          name: '李秀英',
          phone: '13900139000',
          relation: null,
          notes: null,
          care: ['dialysis'],
          idNumber: '**************002X',
        },
      },
      {
        household: '1-1-102',
        resident: 'r1',
        kind: 'missing',
        before: expect.anything() as object,
        after: null,
      },
    ]);
    const rest = await bench.imports.changes(id, { after: first.next ?? '' });
    expect(rest).toMatchObject({ items: [{ household: '1-1-103', kind: 'new', before: null }], next: null });
    for (const kind of ['new', 'changed', 'missing'] as const) {
      const page = await bench.imports.changes(id, { kind });
      expect(page.items.map((change) => change.kind)).toEqual([kind]);
    }
  });

  describe('and those who are missing from the file', () => {
    const WITHOUT_102 = csv(HEADINGS, ['1-1-101', '李秀英', '', '', '']);
    beforeEach(async () => {
      await bench.take(FIRST);
      await addPass(bench.database, { id: passId('p-101'), household: householdId('1-1-101'), code: 'A' });
      await addPass(bench.database, { id: passId('p-102'), household: householdId('1-1-102'), code: 'B' });
      await addPass(bench.database, {
        id: passId('p-wang'),
        household: householdId('1-1-101'),
        resident: 'r2',
        kind: 'work',
        code: 'C',
      });
    });
    const revoked = async (): Promise<unknown[]> =>
      (await bench.rows('select id from passes where revoked = 1 order by id')).map((row) => row['id']);

    it('stay, unless somebody chooses otherwise', async () => {
      const { id } = await bench.check(WITHOUT_102);
      await bench.imports.commit(id, {}, 'li');
      expect(await bench.names()).toHaveLength(3);
      expect(await revoked()).toEqual([]);
    });

    it('go with their passes when they are to be removed, and come back with the undo', async () => {
      const before = await bench.register();
      const { id } = await bench.check(WITHOUT_102);
      await bench.imports.commit(id, { missing: 'remove', confirm: true }, 'li');
      expect(await bench.names()).toEqual(['1-1-101 r1 李秀英']);
      expect(await revoked()).toEqual(['p-102', 'p-wang']);
      await bench.imports.undo(id, 'li');
      expect(await bench.register()).toEqual(before);
    });

    it('are not removed when too many households would be switched off and nobody confirms', async () => {
      const { id } = await bench.check(WITHOUT_102);
      const error = await expectGateError(
        () => bench.imports.commit(id, { missing: 'remove' }, 'li'),
        'import-switches-off',
      );
      expect(error.details).toEqual({ households: 1, of: 2 });
      expect(await bench.names()).toHaveLength(3);
    });

    it('are not removed while a rejected row may be one of them', async () => {
      const { id } = await bench.check(
        csv(HEADINGS, ['1-1-101', '李秀英', '', '', ''], ['102', '张芳', '', '', '']),
      );
      await expectGateError(
        () => bench.imports.commit(id, { missing: 'remove', confirm: true }, 'li'),
        'import-rows-unplaced',
      );
      const placed = await bench.check(
        csv(HEADINGS, ['1-1-101', '李秀英', '', '', ''], ['1-1-102', '张芳', '', '1', '']),
      );
      expect(placed.difference?.residents).toMatchObject({ missing: 1, kept: 1 });
    });

    it('are not removed while they are under isolation', async () => {
      await people().setIsolation(at('1-1-102', 'r1'), { isolated: true, reason: '密接' }, 'li');
      const { id, difference } = await bench.check(WITHOUT_102);
      expect(difference).toMatchObject({ residents: { missing: 1, kept: 1 }, households: { missing: 0 } });
      await bench.imports.commit(id, { missing: 'remove' }, 'li');
      expect(await bench.names()).toEqual(['1-1-101 r1 李秀英', '1-1-102 r1 张芳']);
    });

    it('need no confirmation when they are few', async () => {
      const many = Array.from({ length: 40 }, (_item, index) => [`2-1-${index + 1}`, '陈静', '', '', '']);
      await bench.take(csv(HEADINGS, ...many));
      const { id } = await bench.check(
        csv(HEADINGS, ...many, ['1-1-101', '李秀英', '', '', ''], ['1-1-101', '王伟', '', '', '']),
      );
      await bench.imports.commit(id, { missing: 'remove' }, 'li');
      expect(await revoked()).toEqual(['p-102']);
    });
  });

  it('is not taken over when the register was changed meanwhile; the new difference is there at once', async () => {
    await bench.take(FIRST);
    const { id } = await bench.check(
      csv(HEADINGS, ['1-1-102', '张芳', '', '13900139000', ''], ['1-1-102', '孙超', '', '', '']),
    );
    await bench.households.put(GARDEN, householdId('1-1-102'), {
      residents: [
        { id: 'r1', name: '张芳芳' },
        { id: 'r2', name: '孙超' },
      ],
    });
    const before = await bench.register();
    await expectGateError(() => bench.imports.commit(id, {}, 'li'), 'import-stale');
    expect(await bench.register()).toEqual(before);
    const again = await bench.imports.get(id);
    expect(again).toMatchObject({
      state: 'checked',
      difference: { residents: { new: 1, changed: 0, same: 1 } },
    });
    await bench.imports.commit(id, {}, 'li');
    expect(await bench.names()).toContain('1-1-102 r3 张芳');
  });

  it('is stale too when somebody has made one of its new households', async () => {
    const { id } = await bench.check(FIRST);
    await bench.households.put(GARDEN, householdId('1-1-102'), {
      residents: [],
    });
    await expectGateError(() => bench.imports.commit(id, {}, 'li'), 'import-stale');
    expect((await bench.imports.commit(id, {}, 'li')).state).toBe('committed');
  });

  it('that is committed twice at the same time is committed once', async () => {
    const { id } = await bench.check(FIRST);
    const results = await Promise.allSettled([
      bench.imports.commit(id, {}, 'li'),
      bench.imports.commit(id, {}, 'wang'),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await bench.bookVersion()).toBe(8);
  });

  describe('that is committed', () => {
    it('can be undone: the register is exactly what it was, and the gates hear of it', async () => {
      await bench.take(FIRST);
      const before = await bench.register();
      const { id } = await bench.take(
        csv(
          HEADINGS,
          ['1-1-101', '李英', idNumber(), '13900139000', '无'],
          ['1-1-103', '陈静', '', '', '透析'],
        ),
      );
      expect(await bench.names()).toContain('1-1-101 r1 李英');
      const undone = await bench.imports.undo(id, 'wang');
      expect(undone).toMatchObject({ state: 'undone', undoneBy: 'wang' });
      expect(await bench.register()).toEqual(before);
      expect(await bench.bookVersion()).toBe(10);
      await expectGateError(() => bench.imports.undo(id, 'li'), 'import-state-wrong');
    });

    it('can be undone whatever was in the register and in the file, and again after another', async () => {
      const household = fc.constantFrom('1-1-1', '1-1-2', '1-1-3', '1-1-4');
      const person = fc.tuple(
        household,
        anyName,
        fc.option(anyIdNumber, { nil: '' }),
        fc.constantFrom('', '13800138000'),
        fc.constantFrom('', '透析', '无'),
      );
      const file = fc.array(person, { minLength: 1, maxLength: 12 });
      await fc.assert(
        fc.asyncProperty(file, file, fc.constantFrom('keep', 'remove'), async (one, other, missing) => {
          const own = await ImportBench.open(engine);
          await own.take(csv(HEADINGS, ...one));
          const before = await own.register();
          const { id, difference } = await own.check(csv(HEADINGS, ...other));
          fc.pre(missing === 'keep' || difference?.unplacedRows === 0);
          await own.imports.commit(id, { missing, confirm: true }, 'li');
          const { id: same, difference: nothing } = await own.check(csv(HEADINGS, ...other));
          expect(nothing?.residents).toMatchObject({ new: 0, changed: 0 });
          await own.imports.commit(same, {}, 'li');
          await own.imports.undo(same, 'li');
          await own.imports.undo(id, 'li');
          expect(await own.register()).toEqual(before);
          await own.database.close();
        }),
        { numRuns: RUNS },
      );
    }, 120_000);

    it.each([
      [
        'a changed name',
        '1-1-101 r1',
        () =>
          bench.households.put(GARDEN, householdId('1-1-101'), {
            residents: [
              { id: 'r1', name: '李某' },
              { id: 'r2', name: '王伟' },
            ],
          }),
      ],
      [
        'a changed phone',
        '1-1-101 r2',
        () => people().setContact(at('1-1-101', 'r2'), { phone: '13900139000', relation: null, notes: null }),
      ],
      ['changed care', '1-1-101 r1', () => people().setCare(at('1-1-101', 'r1'), { marks: ['dialysis'] })],
      [
        'isolation',
        '1-1-102 r1',
        () => people().setIsolation(at('1-1-102', 'r1'), { isolated: true, reason: '密接' }, 'li'),
      ],
      [
        'another resident',
        '1-1-102',
        () =>
          bench.households.put(GARDEN, householdId('1-1-102'), {
            residents: [
              { id: 'r1', name: '张芳' },
              { id: 'r9', name: '新人' },
            ],
          }),
      ],
      [
        'a pass',
        '1-1-102',
        () => addPass(bench.database, { id: passId('p-1'), household: householdId('1-1-102'), code: 'A' }),
      ],
      [
        'a seal',
        '1-1-102',
        () =>
          new SealRegister(bench.tools).set(
            { compound: GARDEN, household: householdId('1-1-102') },
            { sealed: true, reason: '密接' },
            'li',
          ),
      ],
    ])('is not undone after %s, and the row is named: %s', async (_what, row, change) => {
      const { id } = await bench.take(FIRST);
      await change();
      const before = await bench.register();
      const error = await expectGateError(() => bench.imports.undo(id, 'li'), 'import-changed-since');
      expect(error.message).toContain(row);
      expect(error.details['count']).toBe(1);
      expect(await bench.register()).toEqual(before);
      expect((await bench.imports.get(id)).state).toBe('committed');
    });

    it('is not undone when a household it switched off has a new purchase pass', async () => {
      await bench.take(FIRST);
      await addPass(bench.database, { id: passId('p-old'), household: householdId('1-1-102'), code: 'A' });
      const { id } = await bench.check(csv(HEADINGS, ['1-1-101', '李秀英', '', '', '']));
      await bench.imports.commit(id, { missing: 'remove', confirm: true }, 'li');
      await addPass(bench.database, { id: passId('p-new'), household: householdId('1-1-102'), code: 'B' });
      const error = await expectGateError(() => bench.imports.undo(id, 'li'), 'import-changed-since');
      expect(error.details['rows']).toBe('1-1-102');
    });

    it('is not undone when a later import has changed the same rows, until that one is undone', async () => {
      const { id: one } = await bench.take(FIRST);
      const { id: two } = await bench.take(csv(HEADINGS, ['1-1-101', '李秀英', '', '13900139000', '']));
      await expectGateError(() => bench.imports.undo(one, 'li'), 'import-changed-since');
      await bench.imports.undo(two, 'li');
      await bench.imports.undo(one, 'li');
      expect(await bench.names()).toEqual([]);
    });

    it('is not undone after thirty days', async () => {
      const { id } = await bench.take(FIRST);
      bench.clock.set(bench.clock.now() + 30 * DAY + 1);
      const error = await expectGateError(() => bench.imports.undo(id, 'li'), 'import-state-wrong');
      expect(error.message).toContain('too old');
    });
  });
});
