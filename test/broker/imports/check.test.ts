import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Import } from '#core/api/imports.js';
import { MINUTE } from '#core/units/instant.js';
import { writeWorkbook } from '#broker/spreadsheets/write-workbook.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { gb18030, utf16 } from '../../support/gb18030.js';
import { idNumber } from '../../support/register-people.js';
import { zipArchive } from '../../support/zip-archive.js';
import { describeOnEngines } from '../support/engines.js';
import { csv, ImportBench } from '../support/import-bench.js';
import { compoundId } from '#core/units/ids.js';

const HEADINGS = ['楼栋', '单元', '室', '姓名', '身份证号', '手机', '备注', '登记员'];
const PEOPLE = [
  HEADINGS,
  ['3栋', '2单元', '501', '李秀英', idNumber(), '13800138000', '', '张'],
  ['3栋', '2单元', '501', '王伟', '', '', '', '张'],
  ['3栋', '2单元', '502', '张芳', '', '010-64001234', '二楼', '张'],
];

const groupsOf = ({ faults }: Import): Record<string, number> =>
  Object.fromEntries(faults.map(({ code, count }) => [code, count]));

const MIB = 1024 * 1024;
/** Small as a file, and larger unpacked than a workbook may be. */
const BOMB = zipArchive([{ content: Buffer.alloc(257 * MIB), claimed: 100 }]);

describeOnEngines('the check of a register file', (engine) => {
  let bench: ImportBench;
  beforeEach(async () => {
    bench = await ImportBench.open(engine);
  });
  afterEach(() => bench.close());

  it('tells what the file is, what its columns mean, and what would change; and changes nothing', async () => {
    const before = await bench.register();
    const checked = await bench.check(csv(...PEOPLE));
    expect(checked).toMatchObject({
      state: 'checked',
      author: 'li',
      fileName: '居民.csv',
      problem: null,
      file: { format: 'csv', encoding: 'utf-8', separator: ',', sheet: null },
      columns: {
        headings: HEADINGS,
        headingLine: 1,
        mapping: {
          building: '楼栋',
          unit: '单元',
          room: '室',
          name: '姓名',
          idNumber: '身份证号',
          phone: '手机',
          notes: '备注',
        },
        unused: ['登记员'],
        missing: [],
      },
      counts: { rows: 3, good: 3, rejected: 0, empty: 0 },
      faults: [],
      difference: {
        residents: { new: 3, changed: 0, same: 0, missing: 0 },
        households: { new: 2, known: 0, missing: 0 },
      },
    });
    expect(checked.preview).toHaveLength(4);
    expect(await bench.register()).toEqual(before);
    expect(await bench.bookVersion()).toBe(7);
  });

  it.each([
    ['GB18030', gb18030(csv(...PEOPLE)), { encoding: 'gb18030', separator: ',' }],
    ['UTF-16', utf16(csv(...PEOPLE).replaceAll(',', '\t'), 'le'), { encoding: 'utf-16le', separator: '\t' }],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${csv(...PEOPLE)}`), { encoding: 'utf-8', separator: ',' }],
    ['semicolons', Buffer.from(csv(...PEOPLE).replaceAll(',', ';')), { encoding: 'utf-8', separator: ';' }],
  ])('reads %s', async (_name, bytes, file) => {
    const checked = await bench.check(bytes);
    expect(checked).toMatchObject({ file, counts: { good: 3, rejected: 0 } });
  });

  it('reads a workbook, its first sheet or the one that is named', async () => {
    const bytes = await writeWorkbook([['阳光小区登记表'], [], ...PEOPLE], bench.clock);
    const checked = await bench.check(bytes, { name: '居民.xlsx' });
    expect(checked).toMatchObject({
      file: { format: 'xlsx', encoding: null, separator: null, sheets: [checked.file?.sheet] },
      columns: { headingLine: 3 },
      counts: { rows: 3, good: 3, rejected: 0 },
    });
    expect((await bench.check(bytes, { sheet: checked.file?.sheet ?? '' })).state).toBe('checked');
    expect(await bench.check(bytes, { sheet: '人员' })).toMatchObject({
      state: 'refused',
      problem: { code: 'file-unreadable', message: expect.stringContaining('no such sheet') as string },
    });
  });

  it('takes encoding, separator and columns as a person says', async () => {
    const text = gb18030(csv(['住', '叫', '姓名'], ['1-1-101', '李梅', 'x']));
    const checked = await bench.check(text, {
      encoding: 'gb18030',
      separator: 'comma',
      mapping: 'household=住,name=叫',
    });
    expect(checked).toMatchObject({ state: 'checked', counts: { good: 1 }, columns: { unused: ['姓名'] } });
    const wrong = await bench.check(text, { encoding: 'utf-8', mapping: 'household=住,name=叫' });
    expect(wrong).toMatchObject({ state: 'refused', problem: { code: 'file-columns-missing' } });
  });

  it('groups every fault of every row by its kind, with line and value', async () => {
    const bad = await bench.check(
      csv(
        HEADINGS,
        ['', '2', '501', '', '1.1E+17', '1', '', ''],
        ['3', '2', '501', '李梅', '110105194912310021', '1', '=1', ''],
        ['', '', '', '', '', '', '', ''],
        ['3', '2', '502', '王\uFFFD伟', '', '', '', ''],
      ),
    );
    expect(groupsOf(bad)).toEqual({
      'building-missing': 1,
      'name-missing': 1,
      'id-number-scientific': 1,
      'phone-invalid': 2,
      'id-number-check-digit': 1,
      'formula-cell': 1,
      'unreadable-characters': 1,
      'empty-row': 1,
    });
    expect(bad.faults.find(({ code }) => code === 'phone-invalid')).toMatchObject({
      effect: 'rejected',
      zh: '电话号码不对',
      examples: [{ line: 2 }, { line: 3 }],
    });
    expect(bad.counts).toEqual({ rows: 3, good: 0, rejected: 3, empty: 1 });
  });

  describe('looks at rows together', () => {
    const check = (...rows: (readonly string[])[]): Promise<Import> =>
      bench.check(csv(['户号', '姓名', '身份证号'], ...rows));

    it('and takes the same resident once', async () => {
      const result = await check(
        ['1-1-1', '李梅', ''],
        ['1-1-1', '李　梅', ''],
        ['1-1-1', '王伟', idNumber()],
        ['1-1-1', '王玮', idNumber()],
      );
      expect(groupsOf(result)).toEqual({ 'duplicate-in-file': 2 });
      expect(result.faults[0]?.examples.map(({ line }) => line)).toEqual([3, 5]);
    });

    it('and lets two of one name live together when their identity numbers differ', async () => {
      const result = await check(['1-1-1', '李梅', idNumber()], ['1-1-1', '李梅', idNumber('19700101')]);
      expect(result.counts.good).toBe(2);
    });

    it('and refuses one identity number in two households, both of them', async () => {
      const result = await check(
        ['1-1-1', '李梅', idNumber()],
        ['1-1-2', '王伟', idNumber()],
        ['1-1-3', '张芳', ''],
      );
      expect(groupsOf(result)).toEqual({ 'id-number-in-two-households': 2 });
      expect(result.counts).toMatchObject({ good: 1, rejected: 2 });
    });

    it('and refuses households of more than fifty', async () => {
      const crowd = Array.from({ length: 51 }, (_item, at) => ['1-1-1', `李${at}`, '']);
      expect(groupsOf(await check(...crowd, ['1-1-2', '王伟', '']))).toEqual({ 'too-many-residents': 51 });
    });

    it('and refuses numbers that end in 000 and look right by chance, when others were damaged the same way', async () => {
      const right = roundNumber();
      const alone = await check(['1-1-1', '李梅', right]);
      expect(groupsOf(alone)).toEqual({});
      const damaged = ['110105194912310000', '110105195012310000', '110105195112310000'];
      const result = await check(
        ['1-1-1', '李梅', right],
        ...damaged.map((number, at) => [`1-1-${at + 2}`, '王伟', number]),
      );
      expect(groupsOf(result)).toEqual({ 'id-number-rounded': 4 });
      expect(result.counts.good).toBe(0);
    });

    it('and at the register, where somebody may have moved from', async () => {
      await bench.take(csv(['户号', '姓名', '身份证号'], ['1-1-9', '李梅', idNumber()]));
      const result = await check(['1-1-1', '李梅', idNumber()]);
      expect(result.faults).toMatchObject([
        { code: 'registered-elsewhere', effect: 'notice', count: 1, examples: [{ value: '1-1-1 < 1-1-9' }] },
      ]);
      expect(result.counts.good).toBe(1);
    });
  });

  it.each([
    [
      'no columns',
      csv(['序号', '年龄'], ['1', '2']),
      { code: 'file-columns-missing', words: '楼栋 (building)' },
    ],
    ['nothing', '\n', { code: 'file-columns-missing', words: '姓名 (name)' }],
    [
      'bytes of a picture',
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0]),
      { code: 'file-unreadable', words: 'neither text' },
    ],
    [
      'an old workbook',
      Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]),
      { code: 'file-unreadable', words: 'XLS' },
    ],
    [
      'half a workbook',
      Buffer.from([0x50, 0x4b, 3, 4, 0, 0]),
      { code: 'file-unreadable', words: 'not a workbook' },
    ],
    [
      'a quotation mark without end',
      '户号,姓名\n"1-1-1,李梅\n'.padEnd(100_000, 'x\n'),
      { code: 'file-unreadable', words: 'cannot be read' },
    ],
  ])('refuses a file with %s, and says why', async (_name, file, { code, words }) => {
    const refused = await bench.check(file);
    expect(refused).toMatchObject({
      state: 'refused',
      problem: { code, message: expect.stringContaining(words) as string },
    });
    await expectGateError(() => bench.imports.commit(refused.id, {}, 'li'), 'import-state-wrong');
  });

  it('refuses a workbook made to fill the memory, before anybody reads it', async () => {
    expect(BOMB.length).toBeLessThan(MIB);
    expect((await bench.check(BOMB)).problem?.message).toContain('far too large');
  });

  it('refuses an unknown compound and a wrong mapping at once', async () => {
    await expectGateError(() => bench.check('', { compound: compoundId('lake') }), 'not-found');
    await expectGateError(() => bench.check('', { mapping: 'age=1' }), 'request-invalid');
    expect((await bench.check(csv(...PEOPLE))).state).toBe('checked');
  });

  it('runs one at a time, tells how far it is, and can be left alone', async () => {
    const started = await bench.check(csv(...PEOPLE), { wait: false });
    expect(started.state).toBe('checking');
    await expectGateError(() => bench.check('x'), 'import-busy');
    const done = await until(bench, started.id);
    expect(done).toMatchObject({ state: 'checked', progress: { rows: 3, percent: 100 } });
  });

  it('that was cut off says so after a minute of silence', async () => {
    const { id } = await bench.check(csv(...PEOPLE));
    await bench.rows("update imports set state = 'checking'");
    expect((await bench.imports.get(id)).state).toBe('checking');
    bench.clock.set(bench.clock.now() + MINUTE + 1);
    expect(await bench.imports.get(id)).toMatchObject({
      state: 'refused',
      problem: { code: 'import-interrupted' },
    });
  });

  it('keeps no identity number, and logs no personal data', async () => {
    const { id } = await bench.check(csv(...PEOPLE));
    const [row] = await bench.rows("select * from import_rows where name = '李秀英'");
    expect(row).toMatchObject({ id_tail: '002X', cells: null });
    expect(row?.['id_hash']).toMatch(/^[0-9a-f]{64}$/);
    await bench.imports.commit(id, {}, 'li');
    const everything = JSON.stringify([
      await bench.register(),
      await bench.rows('select * from imports'),
      await bench.rows('select * from import_images'),
      bench.lines,
    ]);
    expect(everything).not.toContain(idNumber());
    expect(JSON.stringify(bench.lines)).not.toMatch(/李秀英|13800138000/);
  });
});

/** A well-formed identity number that ends in 000. */
function roundNumber(): string {
  for (let day = 1; day <= 28; day += 1) {
    const number = idNumber(`194912${String(day).padStart(2, '0')}`, '000');
    if (number.endsWith('000')) return number;
  }
  throw new Error('there is none in this month');
}

async function until(bench: ImportBench, id: string): Promise<Import> {
  for (;;) {
    const one = await bench.imports.get(id);
    if (one.state !== 'checking') return one;
  }
}
