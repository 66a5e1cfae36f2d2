import { afterEach, beforeEach, expect, it } from 'vitest';
import { DAY } from '#core/units/instant.js';
import { householdId } from '#core/units/ids.js';
import { ResidentDetailsRegister } from '#broker/register/resident-details-register.js';
import { openWorkbook } from '#broker/spreadsheets/read-workbook.js';
import { writeWorkbook } from '#broker/spreadsheets/write-workbook.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { idNumber } from '../../support/register-people.js';
import { describeOnEngines } from '../support/engines.js';
import { csv, ImportBench } from '../support/import-bench.js';
import { GARDEN } from '../support/world.js';

const HEADINGS = ['户号', '姓名', '手机', '备注'];
const ROWS = [
  HEADINGS,
  ['1-1-101', '李梅', '13800138000', ''],
  ['1-1-102', '', '1', '=1+1'],
  ['1-1-103', '王伟', '', ''],
  ['1-1-103', '王伟', '', ''],
];

describeOnEngines('the rejected rows', (engine) => {
  let bench: ImportBench;
  beforeEach(async () => {
    bench = await ImportBench.open(engine);
  });
  afterEach(() => bench.close());

  it('come as a file of the same columns with all their reasons, and nothing in it runs', async () => {
    const { id } = await bench.check(csv(...ROWS));
    expect(await bench.rejected(id)).toBe(
      '\uFEFF户号,姓名,手机,备注,原因 / reason\r\n' +
        "1-1-102,,1,'=1+1,单元格是公式或公式错误 / A cell is a formula or the error of one; 缺姓名 / No name; 电话号码不对 / Not a phone number\r\n" +
        '1-1-103,王伟,,,文件里已有此人 / This resident is in the file already\r\n',
    );
    expect((await bench.imports.rejected(id)).name).toBe('rejected-居民.csv');
  });

  it('can be corrected and handed in again', async () => {
    const { id } = await bench.check(csv(...ROWS));
    await bench.imports.commit(id, {}, 'li');
    const corrected = (await bench.rejected(id)).replace(/1-1-102,[^\r]*/, '1-1-102,张芳,,');
    const again = await bench.check(corrected);
    expect(again).toMatchObject({
      counts: { rows: 2, good: 2 },
      columns: { unused: [] },
      difference: { residents: { new: 1, same: 1 } },
    });
  });

  it('of a file with another separator keep it', async () => {
    const { id } = await bench.check(csv(...ROWS).replaceAll(',', '\t'));
    expect(await bench.rejected(id)).toContain('户号\t姓名\t');
  });

  it('of a workbook come as a workbook', async () => {
    const { id } = await bench.check(await writeWorkbook(ROWS, bench.clock), { name: '居民.xlsx' });
    const file = await bench.imports.rejected(id);
    expect(file.name).toBe('rejected-居民.xlsx');
    const parts: Uint8Array[] = [];
    for await (const part of file.content) parts.push(Buffer.from(part));
    const workbook = await openWorkbook({ file: 'x', bytes: Buffer.concat(parts), sheet: null }, bench.clock);
    const rows: (readonly string[])[] = [];
    for await (const { cells } of workbook.rows()) rows.push(cells);
    expect(rows).toHaveLength(3);
    expect(rows[1]?.slice(0, 4)).toEqual(['1-1-102', '', '1', '=1+1']);
  });

  it('are an empty list when there are none', async () => {
    const { id } = await bench.check(csv(HEADINGS, ['1-1-101', '李梅', '', '']));
    expect(await bench.rejected(id)).toBe('\uFEFF户号,姓名,手机,备注,原因 / reason\r\n');
  });

  it('are forgotten after a week, and say so', async () => {
    const { id } = await bench.take(csv(...ROWS));
    bench.clock.set(bench.clock.now() + 7 * DAY + 1);
    await bench.check(csv(HEADINGS, ['1-1-101', '李梅', '', '']));
    const error = await expectGateError(() => bench.imports.rejected(id), 'import-state-wrong');
    expect(error.message).toContain('not kept');
  });
});

describeOnEngines('what imports keep', (engine) => {
  let bench: ImportBench;
  beforeEach(async () => {
    bench = await ImportBench.open(engine);
  });
  afterEach(() => bench.close());

  const count = async (table: string): Promise<number> => {
    const [row] = await bench.rows(`select count(*) as found from ${table}`);
    return Number(row?.['found']);
  };

  it('goes after a day when nobody has committed it', async () => {
    const { id } = await bench.check(csv(...ROWS));
    bench.clock.set(bench.clock.now() + DAY + 1);
    const { id: next } = await bench.check(csv(HEADINGS, ['1-1-101', '李梅', '', '']));
    await expectGateError(() => bench.imports.get(id), 'not-found');
    expect(await count('import_rows')).toBe(1);
    expect((await bench.imports.list(GARDEN)).map((one) => one.id)).toEqual([next]);
  });

  it('is what an undo needs for thirty days, and the record afterwards', async () => {
    const { id } = await bench.take(csv(...ROWS));
    expect(await count('import_images')).toBeGreaterThan(0);
    bench.clock.set(bench.clock.now() + 30 * DAY + 1);
    await bench.check(csv(HEADINGS, ['1-1-101', '李梅', '', '']));
    expect((await bench.rows('select * from import_images where import = ?', [id])).length).toBe(0);
    expect((await bench.imports.get(id)).state).toBe('committed');
  });

  it('holds nothing of a resident whose contact was erased', async () => {
    const columns = ['户号', '姓名', '身份证号', '手机', '备注'];
    const person = ['1-1-101', '李梅', idNumber(), '13800138000', '六楼'];
    const { id } = await bench.take(
      csv(columns, person, ['1-1-101', '李梅', idNumber(), '13800138000', '又']),
    );
    await bench.check(csv(columns, [...person.slice(0, 3), '13900139000', '八楼']));
    const residents = new ResidentDetailsRegister(bench.tools);
    const path = { compound: GARDEN, household: householdId('1-1-101'), resident: 'r1' };
    await residents.setCare(path, { marks: ['dialysis'] });
    await residents.eraseContact(path);
    const everything = JSON.stringify([
      await bench.register(),
      await bench.rows('select * from imports'),
      await bench.rows('select * from import_rows'),
      await bench.rows('select * from import_images'),
    ]);
    expect(everything).not.toMatch(/13800138000|13900139000|六楼|八楼|002X|[0-9a-f]{64}/);
    expect(await residents.get(path)).toMatchObject({
      name: '李梅',
      care: ['dialysis'],
      contact: { phone: null, relation: null, notes: null },
      idNumberEnd: null,
    });
    expect((await bench.imports.get(id)).state).toBe('committed');
  });
});
