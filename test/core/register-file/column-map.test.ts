import { describe, expect, it } from 'vitest';
import { parseChosenColumns } from '#core/register-file/chosen-columns.js';
import { mapColumns } from '#core/register-file/column-map.js';
import { FIELD_WORDS, REASON_HEADING, REGISTER_FIELDS } from '#core/register-file/fields.js';
import { headingRow } from '#core/register-file/heading-row.js';
import { expectGateError } from '../../support/assert-gate-error.js';

describe('the columns of a file', () => {
  it.each([
    [
      ['楼栋', '单元', '室', '姓名', '身份证号', '手机', '备注'],
      { building: 0, unit: 1, room: 2, name: 3, idNumber: 4, phone: 5, notes: 6 },
    ],
    [['幢', '房号', '姓名（必填）', '联系电话*'], { building: 0, room: 1, name: 2, phone: 3 }],
    [['Household', 'Full Name', 'Mobile Number'], { household: 0, name: 1, phone: 2 }],
    [
      ['户号', '姓名', '与户主关系', '特殊关爱', '证件类型', '证件号码'],
      { household: 0, name: 1, relation: 2, care: 3, idKind: 4, idNumber: 5 },
    ],
    [['　姓　名　', '门牌', '栋'], { name: 0, room: 1, building: 2 }],
  ])('are found by their headings: %j', (headings, columns) => {
    expect(mapColumns(headings)).toMatchObject({ columns, missing: [], unused: [], unknown: [] });
  });

  it('take a lone column of rooms as the whole flat', () => {
    expect(mapColumns(['房号', '姓名']).columns).toEqual({ household: 0, name: 1 });
  });

  it('prefer building and room, and say that the other column is not used', () => {
    const map = mapColumns(['户号', '楼栋', '单元', '室', '姓名', '序号']);
    expect(map.columns).toEqual({ building: 1, unit: 2, room: 3, name: 4 });
    expect(map.unused).toEqual(['户号', '序号']);
  });

  it('that are missing are named', () => {
    expect(mapColumns(['序号', '年龄']).missing).toEqual(['building', 'room', 'name']);
    expect(mapColumns(['楼栋', '姓名']).missing).toEqual(['room']);
  });

  it('of one meaning count once, the other is listed', () => {
    const map = mapColumns(['户号', '姓名', '业主姓名']);
    expect(map.columns.name).toBe(1);
    expect(map.unused).toEqual(['业主姓名']);
  });

  it('are taken from where a person says', () => {
    const map = mapColumns(['住', '叫', '姓名', '户号'], { household: '住', name: '叫' });
    expect(map.columns).toEqual({ household: 0, name: 1 });
    expect(map.unused).toEqual(['姓名', '户号']);
    expect(mapColumns(['户号', '姓名'], { phone: '传真' }).unknown).toEqual(['传真']);
  });

  it('of reasons, from an earlier file of rejected rows, are passed over in silence', () => {
    expect(mapColumns(['户号', '姓名', REASON_HEADING]).unused).toEqual([]);
  });

  it('have words of their own for every field, so that no heading means two', () => {
    for (const field of REGISTER_FIELDS) {
      const { zh, en, others } = FIELD_WORDS[field];
      for (const word of [zh, en, ...others]) {
        // A lone room is the whole flat; beside a building it is the room.
        const headings = ['building', 'unit', 'room'].includes(field)
          ? [word, ...(field === 'building' ? ['室'] : ['楼栋'])]
          : [word];
        const { columns } = mapColumns(field === 'unit' ? [word, '楼栋', '室'] : headings);
        expect(columns[field], word).toBe(0);
      }
    }
  });
});

describe('a chosen mapping', () => {
  it('is read from a text', () => {
    expect(parseChosenColumns('name=住户, building = 楼 ,')).toEqual({ name: '住户', building: '楼' });
  });

  it.each(['name', 'name=', 'age=年龄', '=x'])('%j is refused with the fields there are', async (text) => {
    const error = await expectGateError(() => parseChosenColumns(text), 'request-invalid');
    expect(error.message).toContain('household');
  });
});

describe('the row of headings', () => {
  it('is found below a title', () => {
    const rows = [['阳光小区居民登记表'], ['', ''], ['户号', '姓名'], ['3-2-501', '李梅']];
    expect(headingRow(rows)).toBe(2);
  });

  it('is the first that is not empty when no row names two fields', () => {
    expect(headingRow([[''], ['a', 'b'], ['1', '2']])).toBe(1);
    expect(headingRow([])).toBe(0);
  });

  it('may be known by a chosen mapping', () => {
    expect(headingRow([['表'], ['住', '叫'], ['1-1-1', 'x']], { household: '住', name: '叫' })).toBe(1);
  });
});
