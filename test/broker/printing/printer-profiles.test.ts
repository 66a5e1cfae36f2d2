import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { PrintRequest } from '#core/api/printing.js';
import { compoundId } from '#core/units/ids.js';
import { PrinterProfiles } from '#broker/printing/printer-profiles.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { temporaryFolder } from '../../journeys/support/temporary-folder.js';

function request(change: Partial<PrintRequest>): PrintRequest {
  return { compound: compoundId('garden'), building: '3', template: 'card', ...change };
}

describe('the offsets of printers', () => {
  const root = temporaryFolder();
  let path: string;
  let profiles: PrinterProfiles;
  beforeEach(async () => {
    path = join(await mkdtemp(join(root, 'printers-')), 'printers.json');
    profiles = new PrinterProfiles(path);
  });

  it('are nothing without printer and offset', async () => {
    expect(await profiles.offsetOf(request({}))).toEqual({ x: 0, y: 0 });
  });

  it('are kept by the name of the printer, in a file that people can read', async () => {
    const offset = { x: 0.5, y: -1.25 };
    await profiles.keep(request({ printer: 'office', offset }));
    await profiles.keep(request({ printer: 'attic', offset: { x: 2, y: 0 } }));
    await profiles.keep(request({ printer: 'attic', offset: { x: 1, y: 0 } }));
    await profiles.keep(request({ offset }));
    await profiles.keep(request({ printer: 'cellar' }));
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ office: offset, attic: { x: 1, y: 0 } });
    const again = new PrinterProfiles(path);
    expect(await again.offsetOf(request({ printer: 'office' }))).toEqual(offset);
    expect(await again.offsetOf(request({ printer: 'office', offset: { x: 9, y: 9 } }))).toEqual({
      x: 9,
      y: 9,
    });
  });

  it('are asked for when a printer has none yet', async () => {
    const error = await expectGateError(() => profiles.offsetOf(request({ printer: 'office' })), 'not-found');
    expect(error.message).toContain('"office"');
  });

  it.each(['{', '[]', '{"office": {"x": "1", "y": 0}}', '{"office": {"x": 1}}'])(
    'are not guessed from a damaged file: %s',
    async (text) => {
      await writeFile(path, text);
      const error = await expectGateError(
        () => profiles.offsetOf(request({ printer: 'office' })),
        'config-invalid',
      );
      expect(error.message).toContain(path);
    },
  );
});
