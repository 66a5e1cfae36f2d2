import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Entries } from '#core/api/central.js';
import type { EntryRecord } from '#core/api/entries.js';
import type { OutgoingFile } from '#core/api/exports.js';
import { compoundId, gateId, householdId } from '#core/units/ids.js';
import { RegisterExports } from '#broker/exports/register-exports.js';
import { ResidentDetailsRegister } from '#broker/register/resident-details-register.js';
import { SealRegister } from '#broker/register/seal-register.js';
import { csvText } from '#broker/spreadsheets/csv-text.js';
import { openWorkbook } from '#broker/spreadsheets/read-workbook.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { entryRecord, FIXTURE_TIME } from '../../support/central-fixtures.js';
import { FakeCentral } from '../../support/fake-central.js';
import { idNumber } from '../../support/register-people.js';
import { describeOnEngines } from '../support/engines.js';
import { csv, ImportBench } from '../support/import-bench.js';
import { addGate, GARDEN, NORTH, SOUTH } from '../support/world.js';

async function bytesOf({ content }: OutgoingFile): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of content) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}
const textOf = async (file: OutgoingFile): Promise<string> => (await bytesOf(file)).toString('utf8');

async function sheetOf(bench: ImportBench, file: OutgoingFile): Promise<(readonly string[])[]> {
  const workbook = await openWorkbook({ file: 'x', bytes: await bytesOf(file), sheet: null }, bench.clock);
  const rows: (readonly string[])[] = [];
  for await (const { cells } of workbook.rows()) rows.push(cells);
  return rows;
}

describeOnEngines('an export', (engine) => {
  let bench: ImportBench;
  let exports: RegisterExports;
  let entries: FakeCentral;

  beforeEach(async () => {
    bench = await ImportBench.open(engine);
    entries = new FakeCentral();
    exports = new RegisterExports({ ...bench.tools, entries: entries.entries });
    await bench.take(
      csv(
        ['户号', '姓名', '身份证号', '手机', '与户主关系', '特殊关爱', '备注'],
        ['1-1-101', '李秀英', idNumber(), '13800138000', '户主', '透析、独居', '+六楼'],
        ['1-1-101', '王伟', '', '', '', '', ''],
        ['1-1-102', '张芳', '', '', '', '', ''],
      ),
    );
  });
  afterEach(() => bench.close());

  describe('of households', () => {
    const full = { compound: GARDEN, full: 'true', reason: '交接' } as const;

    it('is masked unless somebody says why not', async () => {
      const text = await textOf(await exports.households({ compound: GARDEN }, 'li'));
      expect(text).toBe(
        '\uFEFF户号,姓名,手机,与户主关系,特殊关爱,备注,证件号末四位,居家隔离,本户封控\r\n' +
          '1-1-101,李**,138****8000,户主,透析、独居老人,,,,\r\n' +
          '1-1-101,王**,,,,,,,\r\n' +
          '1-1-102,张**,,,,,,,\r\n',
      );
      await expectGateError(
        () => exports.households({ compound: GARDEN, full: 'true' }, 'li'),
        'request-invalid',
      );
    });

    it('is logged with who took it and why', async () => {
      await exports.households(full, 'li');
      expect(bench.lines.at(-1)).toMatchObject({
        level: 'info',
        fields: { compound: GARDEN, full: true, reason: '交接', author: 'li' },
      });
    });

    it('in full is read by an import again, which finds nothing to change', async () => {
      const text = await textOf(await exports.households(full, 'li'));
      expect(text).toContain("1-1-101,李秀英,13800138000,户主,透析、独居老人,'+六楼,002X,,");
      const again = await bench.check(text);
      expect(again).toMatchObject({
        counts: { good: 3, rejected: 0 },
        columns: { unused: ['证件号末四位', '居家隔离', '本户封控'] },
        difference: { residents: { new: 0, changed: 0, same: 3, missing: 0 } },
      });
    });

    it('that is masked is refused by an import', async () => {
      const text = await textOf(await exports.households({ compound: GARDEN }, 'li'));
      const again = await bench.check(text);
      expect(again.counts).toMatchObject({ good: 0, rejected: 3 });
      expect(again.faults.map(({ code }) => code)).toContain('name-masked');
    });

    it('says who is isolated and what is sealed, in the language that is asked for', async () => {
      const path = { compound: GARDEN, household: householdId('1-1-102') };
      await new ResidentDetailsRegister(bench.tools).setIsolation(
        { ...path, resident: 'r1' },
        { isolated: true, reason: '密接' },
        'li',
      );
      await new SealRegister(bench.tools).set(path, { sealed: true, reason: '密接' }, 'li');
      const text = await textOf(await exports.households({ ...full, language: 'en' }, 'li'));
      expect(text).toContain(
        'household,name,phone,relation,special care,notes,end of id number,isolated,sealed',
      );
      expect(text).toContain('户主,dialysis、elderly living alone,');
      expect(text).toContain('1-1-102,张芳,,,,,,yes,yes');
    });

    it('comes as a workbook whose ids are text', async () => {
      const file = await exports.households({ ...full, format: 'xlsx' }, 'li');
      expect(file.name).toBe('households-garden.xlsx');
      const rows = await sheetOf(bench, file);
      expect(rows[1]?.slice(0, 3)).toEqual(['1-1-101', '李秀英', '13800138000']);
      expect(rows).toHaveLength(4);
    });

    it('comes as JSON lines, one household each', async () => {
      const text = await textOf(await exports.households({ ...full, format: 'jsonl' }, 'li'));
      const lines = text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown);
      expect(lines).toMatchObject([
        {
          household: '1-1-101',
          sealed: false,
          residents: [{ id: 'r1', name: '李秀英', care: ['dialysis', 'elderly-alone'] }, { name: '王伟' }],
        },
        { household: '1-1-102', residents: [{ name: '张芳', phone: null }] },
      ]);
    });

    it('goes on from page to page', async () => {
      const many = Array.from({ length: 1_203 }, (_item, at) => [`2-1-${at}`, '陈静']);
      await bench.take(csv(['户号', '姓名'], ...many));
      const text = await textOf(await exports.households(full, 'li'));
      const flats = text
        .split('\r\n')
        .slice(1, -1)
        .map((line) => line.split(',')[0]);
      expect(new Set(flats).size).toBe(1_205);
      expect(flats).toHaveLength(1_206);
    });

    it('of a compound that is not there is refused', async () => {
      await expectGateError(() => exports.households({ compound: compoundId('lake') }, 'li'), 'not-found');
    });
  });

  describe('of entries', () => {
    const record = (id: number, gate: string): EntryRecord =>
      entryRecord({ id, seq: id, gate: gateId(gate), compound: GARDEN, at: FIXTURE_TIME + id * 1000 });

    beforeEach(async () => {
      for (const id of [NORTH, SOUTH]) await addGate(bench.database, { id, compound: GARDEN });
    });

    it('brings the gates of the compound together, the newest first, in local time', async () => {
      entries.records.push(record(1, NORTH), record(2, SOUTH), record(3, 'elsewhere'), record(4, NORTH));
      const text = await textOf(await exports.entries({ compound: GARDEN }, 'li'));
      const [heading, ...rows] = text.trimEnd().split('\r\n');
      expect(heading).toBe(
        '\uFEFF时间,卡点,通道,方向,户号,通行证,体温,结果,原因,原因说明,由谁判定,冲突,流水,序号',
      );
      expect(rows.map((row) => row.split(',').slice(0, 2))).toEqual([
        ['2026-01-05 09:00:04', 'north'],
        ['2026-01-05 09:00:02', 'south'],
        ['2026-01-05 09:00:01', 'north'],
      ]);
      expect(rows[0]).toContain(',out,3-2-501,p-7f3k2,36.5,allow,ok,可以外出,service,,');
    });

    it('takes one gate, and a stretch of time', async () => {
      for (let id = 1; id <= 6; id += 1) entries.records.push(record(id, id % 2 === 0 ? NORTH : SOUTH));
      const query = {
        compound: GARDEN,
        gate: gateId(NORTH),
        from: FIXTURE_TIME + 3_000,
        format: 'jsonl',
      } as const;
      const text = await textOf(await exports.entries(query, 'li'));
      expect(
        text
          .trimEnd()
          .split('\n')
          .map((line) => (JSON.parse(line) as EntryRecord).id),
      ).toEqual([6, 4]);
      await expectGateError(
        () => exports.entries({ compound: GARDEN, gate: gateId('west') }, 'li'),
        'not-found',
      );
    });

    it('keeps the order of any number of entries over pages', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.constantFrom(NORTH, SOUTH), { maxLength: 1_300 }), async (gates) => {
          entries.records.splice(0, Infinity, ...gates.map((gate, at) => record(at + 1, gate)));
          const text = await textOf(await exports.entries({ compound: GARDEN, format: 'jsonl' }, 'li'));
          const ids = text
            .split('\n')
            .filter((line) => line !== '')
            .map((line) => (JSON.parse(line) as EntryRecord).id);
          expect(ids).toEqual(gates.map((_gate, at) => gates.length - at));
        }),
        { numRuns: 10 },
      );
    });

    it('is too much for a workbook beyond a hundred thousand rows, and says what to take instead', async () => {
      const endless: Entries = {
        list: (query) =>
          Promise.resolve({
            items: Array.from({ length: 500 }, (_item, at) =>
              record(1e6 - Number(query.after ?? 0) - at, NORTH),
            ),
            next: String(Number(query.after ?? 0) + 500),
          }),
        get: () => Promise.resolve(null),
      };
      const greedy = new RegisterExports({ ...bench.tools, entries: endless });
      const error = await expectGateError(
        () => greedy.entries({ compound: GARDEN, gate: gateId(NORTH), format: 'xlsx' }, 'li'),
        'export-too-large',
      );
      expect(error.message).toContain('csv or jsonl');
    });
  });
});

describe('a CSV', () => {
  it('has no cell that a spreadsheet would run, whatever is written into it', async () => {
    const start = fc.constantFrom('=', '+', '-', '@', '\t', '\r', '"', ',', '');
    const cell = fc.tuple(start, fc.string({ unit: 'grapheme' })).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 5 }),
        async (rows) => {
          const text = await textOf({ name: '', contentType: '', content: csvText(once(rows)) });
          expect(text.startsWith('\uFEFF')).toBe(true);
          for (const written of cellsOf(text.slice(1))) expect(written).not.toMatch(/^[=+\-@\t\r]/);
        },
      ),
      { numRuns: 300 },
    );
  });
});

async function* once<Item>(item: Item): AsyncGenerator<Item> {
  yield await Promise.resolve(item);
}

/** A reader of CSV of its own, so that the writer's library is not its own judge. */
function cellsOf(text: string): string[] {
  const cells: string[] = [];
  const form = /(?:"((?:[^"]|"")*)"|([^,\r\n"]*))(,|\r\n|$)/y;
  while (form.lastIndex < text.length) {
    const match = form.exec(text);
    if (match === null) throw new Error(`not CSV: ${JSON.stringify(text.slice(0, 200))}`);
    cells.push((match[1] ?? match[2] ?? '').replaceAll('""', '"'));
  }
  return cells;
}
