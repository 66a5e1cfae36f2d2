import { describe, expect, it } from 'vitest';
import { checkRow } from '#core/register-file/check-row.js';
import { mapColumns } from '#core/register-file/column-map.js';
import { FaultTally } from '#core/register-file/fault-tally.js';
import {
  reasonText,
  ROW_FAULTS,
  ROW_FAULT_CODES,
  type RowFaultCode,
} from '#core/register-file/row-faults.js';
import { idNumber } from '../../support/register-people.js';

const HEADINGS = [
  '楼栋',
  '单元',
  '室',
  '姓名',
  '证件类型',
  '身份证号',
  '手机',
  '与户主关系',
  '特殊关爱',
  '备注',
];
const GOOD = ['3栋', '2单元', '501室', '李秀英', '', idNumber(), '13800138000', '户主', '独居', '二楼'];

function check(cells: readonly string[], headings: readonly string[] = HEADINGS) {
  return checkRow(cells, { map: mapColumns(headings), width: headings.length, today: '20261125' });
}

/** The good row with some cells changed, by heading. */
function row(changes: Readonly<Record<string, string>>): string[] {
  return HEADINGS.map((heading, at) => changes[heading] ?? GOOD[at] ?? '');
}

const codesOf = (cells: readonly string[], headings?: readonly string[]): RowFaultCode[] =>
  check(cells, headings).faults.map(({ code }) => code);

describe('a good row', () => {
  it('gives the flat and the resident', () => {
    expect(check(GOOD)).toEqual({
      household: '3-2-501',
      resident: {
        name: '李秀英',
        idNumber: idNumber(),
        phone: '13800138000',
        relation: '户主',
        care: 'elderly-alone',
        notes: '二楼',
      },
      faults: [],
    });
  });

  it.each([
    [['３', '２', '５０１'], '3-2-501'],
    [['三号楼', '二单元', '501'], '3-2-501'],
    [['A座', '1门', '1203室'], 'a-1-1203'],
    [['3#', '2', '0501'], '3-2-0501'],
  ])('may write its flat as %j', ([building = '', unit = '', room = ''], id) => {
    expect(check(row({ 楼栋: building, 单元: unit, 室: room }))).toMatchObject({ household: id, faults: [] });
  });

  it('may name its flat in one column', () => {
    for (const flat of ['3-2-501', '3栋2单元501室', '3 2 501', '３－２－５０１']) {
      expect(check([flat, '李梅'], ['户号', '姓名'])).toMatchObject({ household: '3-2-501', faults: [] });
    }
  });

  it('may leave everything blank but flat and name, in the words people use for nothing', () => {
    const cells = row({ 身份证号: '', 手机: '-', 与户主关系: '无', 特殊关爱: '', 备注: '/' });
    expect(check(cells).resident).toEqual({
      name: '李秀英',
      idNumber: null,
      phone: null,
      relation: null,
      care: null,
      notes: null,
    });
  });

  it('takes marks of special care away when it says there are none', () => {
    expect(check(row({ 特殊关爱: '无' })).resident?.care).toBe('');
  });

  it('may hold a name with spaces: Chinese ones lose them, others keep one', () => {
    expect(check(row({ 姓名: '李　梅' })).resident?.name).toBe('李梅');
    expect(check(row({ 姓名: 'Anna  Maria\nSmith' })).resident?.name).toBe('Anna Maria Smith');
    expect(check(row({ 姓名: '阿卜杜拉·买买提' })).resident?.name).toBe('阿卜杜拉·买买提');
  });

  it('may hold a passport when it says so', () => {
    expect(check(row({ 证件类型: '护照', 身份证号: 'e12345678' })).resident?.idNumber).toBe('E12345678');
    expect(codesOf(row({ 证件类型: '居民身份证', 身份证号: 'e12345678' }))).toEqual(['id-number-form']);
  });

  it('may have blank cells behind its headings', () => {
    expect(codesOf([...GOOD, '', ' '])).toEqual([]);
  });
});

describe('a faulty row', () => {
  it.each([
    ['building-missing', { 楼栋: '' }],
    ['unit-missing', { 单元: ' ' }],
    ['room-missing', { 室: '' }],
    ['household-invalid', { 楼栋: '甲' }],
    ['household-invalid', { 室: '5-0-1' }],
    ['household-became-date', { 室: '2003/1/2' }],
    ['household-became-date', { 楼栋: '1月2日' }],
    ['name-missing', { 姓名: '　' }],
    ['name-too-long', { 姓名: 'x'.repeat(65) }],
    ['name-masked', { 姓名: '李**' }],
    ['unreadable-characters', { 姓名: '李\uFFFD' }],
    ['control-characters', { 姓名: '李\u0007梅' }],
    ['control-characters', { 备注: 'a\u202Eb' }],
    ['formula-cell', { 备注: '=HYPERLINK("http://x")' }],
    ['formula-cell', { 姓名: '#REF!' }],
    ['id-number-scientific', { 身份证号: '1.10105E+17' }],
    ['id-number-rounded', { 身份证号: '110105194912310000' }],
    ['id-number-length', { 身份证号: '1101051949123' }],
    ['id-number-form', { 身份证号: '不知道' }],
    ['id-number-birth-date', { 身份证号: idNumber('20010229') }],
    ['id-number-check-digit', { 身份证号: '110105194912310021' }],
    ['phone-invalid', { 手机: '1380013800' }],
    ['care-unknown', { 特殊关爱: '重点户' }],
    ['cell-too-long', { 备注: '长'.repeat(201) }],
    ['cell-too-long', { 与户主关系: '长'.repeat(33) }],
  ] as const)('has the fault %s: %j', (code, changes) => {
    expect(codesOf(row(changes))).toEqual([code]);
    expect(check(row(changes)).resident).toBeNull();
  });

  it.each([
    ['household-missing', ['', '李梅']],
    ['household-invalid', ['3-501', '李梅']],
    ['household-became-date', ['2001/1/2', '李梅']],
    ['household-became-date', ['2001年1月2日', '李梅']],
    ['too-many-columns', ['3-2-501', '李梅', 'x']],
    ['too-few-columns', ['3-2-501']],
  ] as const)('has the fault %s: %j', (code, cells) => {
    expect(codesOf(cells, ['户号', '姓名'])).toContain(code);
  });

  it('has all of its faults, not only the first', () => {
    const cells = row({ 楼栋: '', 姓名: '', 身份证号: '1', 手机: '1', 特殊关爱: '重点户', 备注: '=1' });
    expect(codesOf(cells).toSorted()).toEqual(
      [
        'building-missing',
        'name-missing',
        'id-number-length',
        'phone-invalid',
        'care-unknown',
        'formula-cell',
      ].toSorted(),
    );
  });

  it('still says which flat it is about, if it can', () => {
    expect(check(row({ 手机: '1' })).household).toBe('3-2-501');
    expect(check(row({ 室: '' })).household).toBeNull();
  });

  it('shows personal data only in part', () => {
    const { faults } = check(row({ 身份证号: '110105194912310021', 手机: '138001380001' }));
    expect(faults.map(({ value }) => value)).toEqual(['110105********0021', '****0001']);
  });
});

describe('an empty row', () => {
  it.each([[['']], [[' ', '　', '\t']], [[]]])('is passed over: %j', (cells) => {
    expect(check(cells)).toEqual({
      household: null,
      resident: null,
      faults: [{ code: 'empty-row', value: '' }],
    });
  });
});

describe('a file without units', () => {
  it('has one unit, and says so with every row', () => {
    const { household, resident, faults } = check(['3', '501', '李梅'], ['楼栋', '室', '姓名']);
    expect(household).toBe('3-1-501');
    expect(resident?.name).toBe('李梅');
    expect(faults).toEqual([{ code: 'unit-assumed', value: '' }]);
  });
});

describe('the table of findings', () => {
  it('has more than twenty kinds that reject a row, each with two texts', () => {
    const rejecting = ROW_FAULT_CODES.filter((code) => ROW_FAULTS[code].effect === 'rejected');
    expect(rejecting.length).toBeGreaterThan(20);
    expect(reasonText(['name-missing', 'phone-invalid'])).toBe(
      '缺姓名 / No name; 电话号码不对 / Not a phone number',
    );
  });

  it('is tallied by kind, with the first examples', () => {
    const tally = new FaultTally();
    tally.add(1, { code: 'empty-row', value: '' });
    for (let line = 2; line <= 9; line += 1) tally.add(line, { code: 'phone-invalid', value: String(line) });
    tally.addMany('duplicate-in-file', 0, []);
    const groups = tally.groups();
    expect(groups.map(({ code, count }) => [code, count])).toEqual([
      ['phone-invalid', 8],
      ['empty-row', 1],
    ]);
    expect(groups[0]?.examples.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6]);
  });
});
