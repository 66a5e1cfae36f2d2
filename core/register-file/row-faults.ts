/** What follows from a finding: the row is not taken over, it is passed over without harm, or it is only pointed out. */
export type FindingEffect = 'rejected' | 'skipped' | 'notice';

interface FindingWords {
  readonly effect: FindingEffect;
  readonly zh: string;
  readonly en: string;
}

function rejected(zh: string, en: string): FindingWords {
  return { effect: 'rejected', zh, en };
}

function notice(zh: string, en: string): FindingWords {
  return { effect: 'notice', zh, en };
}

/** The table of findings of an import. `docs/import.md` has a row for each; a test compares them. */
export const ROW_FAULTS = {
  // The shape of the row
  'too-few-columns': rejected('列数太少', 'Fewer columns than the headings'),
  'too-many-columns': rejected('列数太多', 'More columns than the headings'),
  'unreadable-characters': rejected('有乱码', 'Unreadable characters'),
  'control-characters': rejected('有看不见的控制字符', 'Invisible control characters'),
  'formula-cell': rejected('单元格是公式或公式错误', 'A cell is a formula or the error of one'),
  'cell-too-long': rejected('内容太长', 'A cell is too long'),

  // The flat
  'household-missing': rejected('缺户号', 'No household'),
  'building-missing': rejected('缺楼栋', 'No building'),
  'unit-missing': rejected('缺单元', 'No unit'),
  'room-missing': rejected('缺房号', 'No room'),
  'household-invalid': rejected('不是“楼栋-单元-室”', 'Not building, unit and room'),
  'household-became-date': rejected('房号被表格软件改成日期', 'A spreadsheet turned the flat into a date'),

  // The person
  'name-missing': rejected('缺姓名', 'No name'),
  'name-too-long': rejected('姓名太长', 'The name is too long'),
  'name-masked': rejected('姓名带星号，是脱敏文件', 'The name is masked with asterisks'),
  'id-number-scientific': rejected(
    '证件号被表格软件改成科学记数法',
    'A spreadsheet turned the identity number into scientific notation',
  ),
  'id-number-rounded': rejected(
    '证件号末几位被表格软件改成 0',
    'A spreadsheet replaced the end of the identity number by zeros',
  ),
  'id-number-length': rejected('身份证号不是 18 位', 'The identity number does not have 18 characters'),
  'id-number-form': rejected(
    '身份证号有不该有的字符',
    'The identity number has characters that do not belong',
  ),
  'id-number-birth-date': rejected(
    '身份证号里的出生日期不对',
    'The birth date in the identity number is impossible',
  ),
  'id-number-check-digit': rejected(
    '身份证号校验位不对，有数字写错',
    'The check digit of the identity number is wrong',
  ),
  'phone-invalid': rejected('电话号码不对', 'Not a phone number'),
  'care-unknown': rejected('不认识的关爱标记', 'Unknown special-care mark'),

  // The row among the others
  'duplicate-in-file': rejected('文件里已有此人', 'This resident is in the file already'),
  'id-number-in-two-households': rejected(
    '同一证件号出现在两户',
    'The same identity number in two households',
  ),
  'too-many-residents': rejected('一户超过 50 人', 'More than 50 residents in one household'),

  'empty-row': { effect: 'skipped', zh: '空行', en: 'Empty row' },
  'unit-assumed': notice('文件没有单元列，按 1 单元', 'No column of units: unit 1 is assumed'),
  'registered-elsewhere': notice(
    '此证件号已登记在另一户',
    'This identity number is registered in another household',
  ),
} as const satisfies Record<string, FindingWords>;

/** The code of a finding. */
export type RowFaultCode = keyof typeof ROW_FAULTS;

export const ROW_FAULT_CODES = Object.keys(ROW_FAULTS) as RowFaultCode[];

/** One finding of one row. */
export interface RowFault {
  readonly code: RowFaultCode;
  /** What the cell said, with personal data masked; empty when it is about the whole row. */
  readonly value: string;
}

export function isRejecting({ code }: Pick<RowFault, 'code'>): boolean {
  return ROW_FAULTS[code].effect === 'rejected';
}

/** The reasons of a rejected row as its file tells them, in both languages. */
export function reasonText(codes: readonly RowFaultCode[]): string {
  return codes.map((code) => `${ROW_FAULTS[code].zh} / ${ROW_FAULTS[code].en}`).join('; ');
}
