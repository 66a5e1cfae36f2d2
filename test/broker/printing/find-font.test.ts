import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findFont } from '#broker/printing/find-font.js';
import { openFont } from '#broker/printing/print-font.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { CHINESE_FONT } from '../../support/printed-passes.js';
import { temporaryFolder } from '../../journeys/support/temporary-folder.js';

describe('the font for printing', () => {
  const folder = temporaryFolder();
  const present = join(folder, 'second.ttc');
  writeFileSync(present, 'no font at all');
  const absent = join(folder, 'first.ttc');

  it('is the first of the known ones that is there', async () => {
    expect(await findFont(null, [absent, present])).toBe(present);
  });

  it('is the named one before any other', async () => {
    expect(await findFont(present, [absent])).toBe(present);
  });

  it('is told how to get when there is none', async () => {
    const error = await expectGateError(() => findFont(null, [absent]), 'print-font-missing');
    expect(error.message).toContain('fonts-noto-cjk');
    expect(error.message).toContain('--font');
  });

  it('is named when it is missing or no font', async () => {
    const missing = await expectGateError(() => findFont(absent, [present]), 'print-font-unusable');
    expect(missing.message).toContain(absent);
    const broken = await expectGateError(() => openFont(present), 'print-font-unusable');
    expect(broken.message).toContain(present);
  });

  it.skipIf(CHINESE_FONT === null)('has the face with the forms of the mainland', async () => {
    const font = await openFont(CHINESE_FONT ?? '');
    expect(font.face).toMatch(/sc-|WenQuanYi/);
    expect(font.face).not.toContain('Mono');
    expect([font.has('证'.codePointAt(0) ?? 0), font.has(0xe123)]).toEqual([true, false]);
  });
});
