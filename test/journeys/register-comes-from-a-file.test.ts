import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openWorkbook } from '#broker/spreadsheets/read-workbook.js';
import { systemClock } from '#core/bindings/system-clock.js';
import { gb18030 } from '../support/gb18030.js';
import { idNumber } from '../support/register-people.js';
import { CentralProcess } from './support/central-process.js';
import { TestCompound } from './support/compound.js';
import { runGatehouse } from './support/gatehouse-process.js';
import { temporaryFolder } from './support/temporary-folder.js';

const HEADINGS = ['楼栋', '单元', '室', '姓名', '身份证号', '手机', '特殊关爱', '备注'];
/** 100,000 rows for the long run: `GATEHOUSE_BUILDINGS=125 npx vitest run test/journeys/register-comes`. */
const BUILDINGS = Number(process.env['GATEHOUSE_BUILDINGS'] ?? 30);
const HOUSEHOLDS_EACH = 400;
/** Memory for the objects of the service, in MB: far below what 100,000 rows held at once would need. */
const HEAP = 64;

/** Households one after the other, two residents each. */
function* people(households: number): Generator<string[]> {
  for (let at = 0; at < households; at += 1) {
    const flat = [
      `${1 + Math.floor(at / 400)}栋`,
      `${1 + (at % 4)}单元`,
      `${101 + Math.floor((at % 400) / 4)}室`,
    ];
    const number = idNumber(
      String(19_500_101 + (at % 60) * 10_000),
      String(at % 1000).padStart(3, '0'),
      String(110_101 + Math.floor(at / 1000)),
    );
    yield [...flat, '李秀英', number, `138${String(10_000_000 + at)}`, at % 10 === 0 ? '独居' : '', ''];
    yield [...flat, '王伟', '', '', '', ''];
  }
}

/** One row for each kind of fault. */
const FAULTY: readonly string[][] = [
  ['', '1', '901', '张芳', '', '', '', ''],
  ['9', '', '901', '张芳', '', '', '', ''],
  ['9', '1', '', '张芳', '', '', '', ''],
  ['9', '1', '901', '', '', '', '', ''],
  ['甲', '1', '901', '张芳', '', '', '', ''],
  ['9', '1', '901', '张**', '', '', '', ''],
  ['9', '1', '902', '张芳', '1.10105E+17', '', '', ''],
  ['9', '1', '903', '张芳', '110105194912310000', '', '', ''],
  ['9', '1', '904', '张芳', '110105194912310021', '', '', ''],
  ['9', '1', '905', '张芳', '11010519491231', '', '', ''],
  ['9', '1', '906', '张芳', '', '1380', '', ''],
  ['9', '1', '907', '张芳', '', '', '重点户', ''],
  ['9', '1', '908', '张芳', '', '', '', '=1+1'],
  ['1', '1', '101', '王伟', '', '', '', ''],
];

describe('a register comes from a file', { timeout: 240_000 }, () => {
  const folder = temporaryFolder();
  const central = new CentralProcess(join(folder, 'central'));
  const path = (name: string): string => join(folder, name);
  const gatehouse = (...words: string[]) => runGatehouse([...words, '--data', central.dataDir]);
  const households = async (q = ''): Promise<{ id: string }[]> => {
    const api = await central.api();
    const list = await api.send({ method: 'GET', path: `/households?compound=garden&limit=500&q=${q}` });
    return (list as { items: { id: string }[] }).items;
  };

  beforeAll(async () => {
    vi.stubEnv('NODE_OPTIONS', `--max-old-space-size=${HEAP}`);
    await central.start();
    vi.unstubAllEnvs();
    await TestCompound.create(await central.api());
    const good = [...people(500)];
    const rows = [HEADINGS, ...good.slice(0, 300), ...FAULTY, ...good.slice(300)];
    writeFileSync(path('居民.csv'), gb18030(rows.map((row) => row.join(',')).join('\r\n')));
  }, 60_000);
  afterEach(() => {
    vi.unstubAllEnvs();
  });
  afterAll(() => central.end('SIGTERM'));

  it('and changes nothing while rows are faulty; every kind is named, and the rows come back with their reasons', async () => {
    const { code, out, err } = await gatehouse(
      'import',
      path('居民.csv'),
      '--compound',
      'garden',
      '--rejected',
      path('wrong.csv'),
    );
    expect(code).toBe(1);
    expect(out).toContain('CSV, gb18030');
    expect(out).toContain('1014 rows: 1000 good, 14 rejected, 0 empty');
    const kinds = new Set(out.match(/rejected \d+ x [a-z-]+/g));
    expect(kinds.size).toBeGreaterThanOrEqual(12);
    expect(err).toMatch(/14 rows have faults: .*--yes.*\[import-invalid]/);
    expect(await households()).toEqual([]);
    const rejected = readFileSync(path('wrong.csv'), 'utf8').split('\r\n');
    expect(rejected).toHaveLength(FAULTY.length + 2);
    expect(rejected[1]).toBe(',1,901,张芳,,,,,缺楼栋 / No building');
  });

  let id = '';
  it('and is taken over with --yes, the good rows alone', async () => {
    const { code, out } = await gatehouse('import', path('居民.csv'), '--compound', 'garden', '--yes');
    expect(out).toContain('residents: 1000 new');
    expect(code).toBe(0);
    id = /gatehouse import undo ([0-9a-f-]{36})/.exec(out)?.[1] ?? '';
    expect(await households()).toHaveLength(500);
  });

  it('and a second time finds nothing to do; a dry run says so and needs no --yes when all is well', async () => {
    const { out: exported } = await gatehouse(
      'export',
      'households',
      '--compound',
      'garden',
      '--full',
      '--reason',
      'test',
    );
    writeFileSync(path('again.csv'), exported);
    const { code, out } = await gatehouse('import', path('again.csv'), '--compound', 'garden', '--dry-run');
    expect(out).toContain('residents: 0 new, 0 changed, 1000 the same, 0 missing');
    expect(out).toContain('nothing was changed');
    expect(code).toBe(0);
  });

  it('and goes out as a workbook, masked', async () => {
    const { code } = await gatehouse(
      'export',
      'households',
      '--compound',
      'garden',
      '--format',
      'xlsx',
      '--out',
      path('out.xlsx'),
    );
    expect(code).toBe(0);
    const bytes = readFileSync(path('out.xlsx'));
    const workbook = await openWorkbook({ file: 'out.xlsx', bytes, sheet: null }, systemClock);
    const rows: (readonly string[])[] = [];
    for await (const { cells } of workbook.rows()) rows.push(cells);
    expect(rows).toHaveLength(1001);
    expect(rows[1]?.slice(0, 2)).toEqual(['1-1-101', '李**']);
  });

  it('and seals and isolation are known at once', async () => {
    const words = ['--compound', 'garden', '--reason', '密接'];
    expect(await gatehouse('household', 'seal', '1-1-101', ...words)).toMatchObject({
      code: 0,
      out: 'household 1-1-101 is sealed',
    });
    expect(await gatehouse('household', 'isolate', '1-1-102', 'r1', ...words)).toMatchObject({ code: 0 });
    const refused = await gatehouse('import', 'undo', id);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('1-1-102 r1, 1-1-101');
    await gatehouse('household', 'unseal', '1-1-101', ...words);
    await gatehouse('household', 'release', '1-1-102', 'r1', ...words);
  });

  it('and is taken back', async () => {
    const { code, out } = await gatehouse('import', 'undo', id);
    expect(out).toBe(`import ${id} of 居民.csv is undone`);
    expect(code).toBe(0);
    expect(await households()).toEqual([]);
  });

  it.each([
    [['import', 'nowhere.csv', '--compound', 'garden'], 1, 'nowhere.csv cannot be read'],
    [['import', 'nowhere.csv'], 2, "required option '--compound <id>' not specified"],
    [['import', 'x', '--compound', 'garden', '--missing', 'forget'], 2, 'Allowed choices are keep, remove'],
    [['import', 'undo', '00000000-0000-4000-8000-000000000000'], 1, 'there is no import'],
    [['export', 'households', '--compound', 'garden', '--full'], 2, 'needs query/reason'],
    [['export', 'households', '--compound', 'garden', '--format', 'xlsx'], 2, 'name it with --out'],
    [['export', 'entries', '--compound', 'garden', '--from', 'soon'], 2, '"soon" is not a time for --from'],
    [
      ['export', 'entries', '--compound', 'garden', '--out', '/nowhere/x.csv'],
      1,
      'cannot write /nowhere/x.csv',
    ],
  ])('and a fault is one clear line: %j', async (words, exitCode, sentence) => {
    const { code, err } = await gatehouse(...words);
    expect(err).toContain(sentence);
    expect(code).toBe(exitCode);
  });

  it('of many rows in a service with little memory', { timeout: 180_000 }, async () => {
    const rows = [HEADINGS, ...people(BUILDINGS * HOUSEHOLDS_EACH)].map((row) => row.join(','));
    writeFileSync(path('large.csv'), rows.join('\n'));
    const { code, out, err } = await gatehouse(
      'import',
      'households',
      path('large.csv'),
      '--compound',
      'garden',
    );
    const total = rows.length - 1;
    expect(out).toContain(`${total} rows: ${total} good, 0 rejected, 0 empty`);
    expect(err).toMatch(/^checking: \d+ %, \d+ rows$/m);
    expect(code).toBe(0);
    const last = `${BUILDINGS}-4-200`;
    expect(await households(last)).toMatchObject([
      { id: last, residents: [{ name: '李秀英' }, { name: '王伟' }] },
    ]);
  });
});
