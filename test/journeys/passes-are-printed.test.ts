import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cropped } from '#broker/printing/gray-image.js';
import { DOTS_PER_MM, openPdfRaster } from '#broker/printing/pdf-raster.js';
import { readQr } from '#broker/printing/qr-reader.js';
import { SheetLayout } from '#core/print/sheet-layout.js';
import { pdfText } from '../support/pdf-text.js';
import { CHINESE_FONT } from '../support/printed-passes.js';
import { CentralProcess } from './support/central-process.js';
import { TestCompound } from './support/compound.js';
import { runGatehouse } from './support/gatehouse-process.js';
import { temporaryFolder } from './support/temporary-folder.js';

const FLATS = ['3-1-101', '3-2-501', '3-10-102'];

/** The built command, the built service and its printing thread. */
describe.skipIf(CHINESE_FONT === null)('passes of a building that are printed', { timeout: 90_000 }, () => {
  const folder = temporaryFolder();
  const central = new CentralProcess(join(folder, 'central'));
  const qrOf = new Map<string, string>();
  const out = join(folder, 'passes.pdf');

  const print = (...words: string[]) =>
    runGatehouse(['pass', 'print', '--compound', 'garden', '--data', central.dataDir, ...words]);

  beforeAll(async () => {
    await central.start();
    const compound = await TestCompound.create(await central.api());
    for (const flat of FLATS) qrOf.set(flat, (await compound.addHousehold(flat)).qr);
  });

  afterAll(async () => {
    await central.end('SIGTERM');
  });

  it('come as a PDF whose every QR a scanner reads as it was issued', async () => {
    const {
      code,
      out: said,
      err,
    } = await print('--building', '3', '--start-at', '9', '--offset', '1,-2', '--out', out);
    expect({ code, said, err }).toEqual({
      code: 0,
      said: `3 passes printed and read back: ${out}`,
      err: expect.stringContaining('3 of 3 passes') as string,
    });
    const layout = new SheetLayout({ template: 'card', single: false, startAt: 9, offset: { x: 1, y: -2 } });
    const raster = await openPdfRaster(readFileSync(out));
    expect(raster.pages).toBe(2);
    for (const [index, flat] of FLATS.entries()) {
      const { sheet, box } = layout.placeOf(index);
      const card = cropped(await raster.page(sheet), {
        x: box.x * DOTS_PER_MM,
        y: box.y * DOTS_PER_MM,
        width: box.width * DOTS_PER_MM,
        height: box.height * DOTS_PER_MM,
      });
      expect(readQr(card)).toBe(qrOf.get(flat));
    }
    raster.close();
    expect(statSync(out).mode & 0o777).toBe(0o600);
  });

  it('come with a list to sign, and with names only when they are asked for', async () => {
    await print('--building', '3', '--signatures', '--out', out);
    const list = join(folder, 'passes-signatures.pdf');
    expect((await pdfText(list)).join()).toContain('3-10-102');
    expect((await pdfText(out)).join() + (await pdfText(list)).join()).not.toContain('李秀英');
    await print('--building', '3', '--template', 'hang-card', '--names', '--signatures', '--out', out);
    expect((await pdfText(out)).join()).toContain('李秀英');
    expect((await pdfText(list)).join()).toContain('李秀英');
  });

  it.each([
    [['--building', '9'], 1, 'there is no valid pass of building "9" [not-found]'],
    [[], 2, 'name either passes or a building [request-invalid]'],
    [['--building', '3', '--start-at', '11'], 2, 'a sheet of these has the places 1 to 10 [request-invalid]'],
    [['--building', '3', '--printer', 'attic'], 1, 'there is no offset kept for printer "attic" [not-found]'],
  ])('are refused when they cannot be printed: %j', async (words, exit, problem) => {
    const { code, err } = await print(...words, '--out', join(folder, 'none.pdf'));
    expect([code, err]).toEqual([exit, expect.stringContaining(problem)]);
    expect(existsSync(join(folder, 'none.pdf'))).toBe(false);
  });

  it('leave no copy behind when the service stops', async () => {
    expect(readdirSync(join(central.dataDir, 'print')).length).toBeGreaterThan(0);
    await central.end('SIGTERM');
    expect(existsSync(join(central.dataDir, 'print'))).toBe(false);
  });
});
