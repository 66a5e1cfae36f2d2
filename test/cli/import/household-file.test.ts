import { describe, expect, it } from 'vitest';
import { readHouseholdFile } from '#cli/import/household-file.js';

describe('a file of households', () => {
  it('gathers the residents of each household, with Chinese headings and a byte order mark too', () => {
    const { households, faults } = readHouseholdFile(
      '\uFEFF户号,姓名\r\n3-2-501,李秀英\r\n3-2-501, 王伟\r\n3-2-502,张芳\r\n',
    );
    expect(faults).toEqual([]);
    expect([...households]).toEqual([
      [
        '3-2-501',
        {
          residents: [
            { id: 'r1', name: '李秀英' },
            { id: 'r2', name: '王伟' },
          ],
        },
      ],
      ['3-2-502', { residents: [{ id: 'r1', name: '张芳' }] }],
    ]);
  });

  it('names every faulty row with its line', () => {
    const { faults } = readHouseholdFile('household,name\n3-2-501,A\n3/2/502,B\n3-2-503,\n');
    expect(faults).toEqual([
      { line: 3, problem: '"3/2/502" is not a household such as 3-2-501' },
      { line: 4, problem: 'the name is empty' },
    ]);
  });

  it.each([
    ['', 'the file has no rows'],
    ['household\n3-2-501\n', 'no column "name" in the heading'],
    ['a,b\n1,2\n', 'no column "household" and no column "name" in the heading'],
  ])('says what is wrong with the whole of %j', (text, problem) => {
    expect(readHouseholdFile(text).faults).toEqual([{ line: 1, problem }]);
  });

  it('takes the same resident once', () => {
    const { households } = readHouseholdFile('household,name\n1-1-101,A\n1-1-101,A\n');
    expect([...households.values()]).toEqual([{ residents: [{ id: 'r1', name: 'A' }] }]);
  });
});
