import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEFAULT_RETENTION, type RetentionRules } from '#core/api/retention.js';
import { householdId } from '#core/units/ids.js';
import { DAY } from '#core/units/instant.js';
import { ResidentDetailsRegister } from '#broker/register/resident-details-register.js';
import { eraseByAge } from '#broker/retention/erase-by-age.js';
import { RetentionRegister } from '#broker/retention/retention-register.js';
import { describeOnEngines } from '../support/engines.js';
import { csv, ImportBench } from '../support/import-bench.js';
import { GARDEN } from '../support/world.js';

const FLAT = householdId('3-2-501');
const PATH = { compound: GARDEN, household: FLAT, resident: 'r1' };
const PHONE = '13800138000';
const ROWS = csv(
  ['房号', '姓名', '电话', '备注', '身份证号'],
  ['3-2-501', '李梅', PHONE, '对门', '11010519491231002X'],
);

describeOnEngines('a contact', (engine) => {
  let bench: ImportBench;
  let residents: ResidentDetailsRegister;
  let retention: RetentionRegister;

  beforeEach(async () => {
    bench = await ImportBench.open(engine);
    residents = new ResidentDetailsRegister(bench.tools);
    retention = new RetentionRegister(bench.database, bench.clock);
    await bench.households.put(GARDEN, FLAT, { residents: [{ id: 'r1', name: '李梅' }] });
  });
  afterEach(() => bench.close());

  const keep = (change: Partial<RetentionRules>): Promise<unknown> =>
    retention.set(GARDEN, { ...DEFAULT_RETENTION, ...change }, 'chief');
  const erase = (): Promise<void> =>
    eraseByAge(bench.clock.now(), { ...bench.tools, register: retention, ledger: bench.ledger });
  const phone = async (): Promise<string | null> => (await residents.get(PATH)).contact.phone;

  it('is erased at its age, and special care stays', async () => {
    await keep({ contactDays: 30 });
    await residents.setContact(PATH, { phone: PHONE, relation: '女儿', notes: '对门' });
    await residents.setCare(PATH, { marks: ['elderly-alone'] });
    await bench.clock.advance(30 * DAY);
    await erase();
    expect(await phone()).toBe(PHONE);
    await bench.clock.advance(1);
    await erase();
    expect(await residents.get(PATH)).toMatchObject({
      contact: { phone: null, relation: null, notes: null },
      care: ['elderly-alone'],
    });
    expect(bench.lines.map(({ message }) => message)).toContain('old personal data was erased');
  });

  it('is as young as it was last written, and stays for ever where that is wanted', async () => {
    await keep({ contactDays: 30 });
    await residents.setContact(PATH, { phone: '13900139000', relation: null, notes: null });
    await bench.clock.advance(20 * DAY);
    await residents.setContact(PATH, { phone: PHONE, relation: null, notes: null });
    await bench.clock.advance(20 * DAY);
    await erase();
    expect(await phone()).toBe(PHONE);
    await keep({ contactDays: null });
    await bench.clock.advance(3_000 * DAY);
    await erase();
    expect(await phone()).toBe(PHONE);
  });

  it('of a file is as young as the last file that has the household, changed or not', async () => {
    await keep({ contactDays: 30 });
    await bench.take(ROWS);
    await bench.clock.advance(20 * DAY);
    await bench.take(ROWS);
    await bench.clock.advance(20 * DAY);
    await erase();
    expect(await phone()).toBe(PHONE);
    await bench.clock.advance(11 * DAY);
    await erase();
    expect(await residents.get(PATH)).toMatchObject({ contact: { phone: null }, idNumberEnd: null });
  });

  it('is gone from old imports too, their rejected rows and their previews, and the import can be undone', async () => {
    await keep({ contactDays: 2 });
    const bad = `${ROWS}\r\n3-2-5,王伟,${PHONE},对门,1`;
    const { id } = await bench.take(bad);
    await bench.clock.advance(3 * DAY);
    await erase();
    for (const table of ['import_images', 'import_rows', 'imports', 'resident_details']) {
      expect(JSON.stringify(await bench.rows(`select * from ${table}`)), table).not.toContain(PHONE);
    }
    await bench.imports.undo(id, 'li');
    expect(await bench.names()).toEqual(['3-2-501 r1 李梅']);
  });

  it('of a whole register is erased a few rows at a time', async () => {
    await keep({ contactDays: 1 });
    const flats = Array.from({ length: 1_201 }, (_, index) => `${(index % 40) + 1}-1-${index + 101}`);
    await bench.take(csv(['房号', '姓名', '电话'], ...flats.map((flat) => [flat, '李梅', PHONE])));
    await bench.clock.advance(2 * DAY);
    await erase();
    const [left] = await bench.rows('select count(*) as times from resident_details where phone is not null');
    expect(Number(left?.['times'])).toBe(0);
  });
});
