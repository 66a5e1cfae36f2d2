import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { careText, marksOf, readCareMarks, CARE_MARK_CODES } from '#core/register-file/care-marks.js';
import { plainChineseNumbers } from '#core/register-file/chinese-number.js';
import { cleanCell } from '#core/register-file/clean-cell.js';
import { defused } from '#core/register-file/formula-guard.js';
import { maskIdNumber, maskName, maskPhone } from '#core/register-file/masks.js';
import { tidyPhone } from '#core/register-file/phone.js';

describe('a cell', () => {
  it.each([
    ['　３－２－５０１　', '3-2-501'],
    ['\uFEFF姓名\u200B', '姓名'],
    ['="110105"', '110105'],
    ["'110105", '110105'],
    ["'=1+1", '=1+1'],
    ["O'Neil", "O'Neil"],
    ['\t13800138000', '13800138000'],
    ['﨑', '﨑'],
  ])('%j is meant as %j', (cell, meant) => {
    expect(cleanCell(cell)).toBe(meant);
  });

  it('is cleaned once and for all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!/^[\s'="]/.test(text.normalize('NFKC')));
        expect(cleanCell(cleanCell(text))).toBe(cleanCell(text));
      }),
    );
  });
});

describe('a defused cell', () => {
  it('never begins with what a spreadsheet runs, and is the cell again when it is read', () => {
    const risky = fc.tuple(
      fc.constantFrom('=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠', ''),
      fc.string({ unit: 'grapheme' }),
    );
    fc.assert(
      fc.property(risky, ([start, rest]) => {
        const cell = start + rest;
        expect(defused(cell)).not.toMatch(/^[=+\-@\t\r＝＋－＠]/);
        expect(defused(cell).endsWith(cell)).toBe(true);
        expect(cleanCell(defused(cell))).toBe(cleanCell(cell));
      }),
    );
  });

  it('stays as it is when it does no harm', () => {
    expect(['李梅', '3-2-501', '', "'x"].map(defused)).toEqual(['李梅', '3-2-501', '', "'x"]);
  });
});

describe('phones', () => {
  it.each([
    ['138 0013 8000', '13800138000'],
    ['+86-138-0013-8000', '13800138000'],
    ['008613800138000', '13800138000'],
    ['010-64001234', '01064001234'],
    ['64001234转12', '64001234转12'],
    ['13800138000、13900139000', '13800138000 / 13900139000'],
    ['+852 9123 4567', '+85291234567'],
  ])('%s are tidied to %s', (text, tidy) => {
    expect(tidyPhone(text)).toBe(tidy);
  });

  it.each(['1380013800', '23800138000', '1.38E+10', '12345', 'ask at the door', '', '/'])(
    '%j are none',
    (text) => {
      expect(tidyPhone(text)).toBeNull();
    },
  );

  it('stay the same when they are tidied again', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 130_0000_0000, max: 199_9999_9999 }), { minLength: 1, maxLength: 4 }),
        (numbers) => {
          const tidy = tidyPhone(numbers.join('/'));
          expect(tidy).not.toBeNull();
          expect(tidyPhone(tidy ?? '')).toBe(tidy);
        },
      ),
    );
  });
});

describe('special-care marks', () => {
  it.each([
    ['独居老人', ['elderly-alone']],
    ['透析、独居', ['dialysis', 'elderly-alone']],
    ['孕妇；慢病 残疾', ['chronic', 'disabled', 'pregnant']],
    ['Elderly living alone', ['elderly-alone']],
    ['dialysis、Elderly living alone；孕妇 慢病', ['chronic', 'dialysis', 'elderly-alone', 'pregnant']],
    ['无', []],
  ])('are read from %j', (text, marks) => {
    expect(readCareMarks(text)).toEqual(marks);
  });

  it('that nobody knows are named', () => {
    expect(readCareMarks('透析，重点户')).toEqual({ unknown: '重点户' });
  });

  it('are kept as a text and read from it again, whatever their order', () => {
    fc.assert(
      fc.property(fc.subarray(CARE_MARK_CODES), fc.subarray(CARE_MARK_CODES), (some, others) => {
        const marks = [...some, ...others];
        expect(marksOf(careText(marks))).toEqual([...new Set(marks)].sort());
        expect(readCareMarks(careText(marks).replaceAll(',', '、') || '无')).toEqual(
          [...new Set(marks)].sort(),
        );
      }),
    );
  });
});

describe('numbers in Chinese', () => {
  it.each([
    ['三栋', '3栋'],
    ['十二单元', '12单元'],
    ['三十号楼', '30号楼'],
    ['二十五', '25'],
    ['五零一室', '501室'],
    ['二十十', '二十十'],
    ['甲座', '甲座'],
  ])('%s is %s', (text, plain) => {
    expect(plainChineseNumbers(text)).toBe(plain);
  });
});

describe('a mask', () => {
  it('leaves the family name, and hides how long the rest is', () => {
    expect(['李梅', '李秀英', '𠮷野', 'Ann', ''].map(maskName)).toEqual([
      '李**',
      '李**',
      '𠮷**',
      'A**',
      '**',
    ]);
  });

  it('leaves of numbers what tells them apart', () => {
    expect(maskPhone('13800138000')).toBe('138****8000');
    expect(maskPhone('01064001234 / 13800138000')).toBe('****8000');
    expect(maskIdNumber('11010519491231002X')).toBe('110105********002X');
    expect(maskIdNumber('H1234567')).toBe('H1****');
  });
});
