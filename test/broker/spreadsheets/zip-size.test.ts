import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unpackedSize } from '#broker/spreadsheets/zip-size.js';
import { writeWorkbook } from '#broker/spreadsheets/write-workbook.js';
import { zipArchive as zip } from '../../support/zip-archive.js';
import { ManualClock } from '../../support/manual-clock.js';

const LIMIT = 10_000_000;

describe('the unpacked size of an archive', () => {
  it('is that of its files', async () => {
    const files = fc.array(
      fc.record({ content: fc.uint8Array({ maxLength: 2_000 }), isStored: fc.boolean() }),
      { minLength: 1, maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(files, async (all) => {
        const packed = all.map(({ content, isStored }) => ({ content: Buffer.from(content), isStored }));
        const sum = all.reduce((total, { content }) => total + content.length, 0);
        expect(await unpackedSize(zip(packed), LIMIT)).toBe(sum);
      }),
    );
  });

  it('of a real workbook is found', async () => {
    const bytes = await writeWorkbook(
      [
        ['户号', '姓名'],
        ['3-2-501', '李梅'],
      ],
      new ManualClock(),
    );
    expect(await unpackedSize(bytes, LIMIT)).toBeGreaterThan(1_000);
  });

  it('is not what the archive claims', async () => {
    const bomb = zip([{ content: Buffer.alloc(2 * LIMIT), claimed: 100 }]);
    expect(bomb.length).toBeLessThan(100_000);
    expect(await unpackedSize(bomb, LIMIT)).toBeGreaterThanOrEqual(LIMIT);
  });

  it('counts all files together', async () => {
    const half = { content: Buffer.alloc(LIMIT * 0.6) };
    expect(await unpackedSize(zip([half, half]), LIMIT)).toBeGreaterThanOrEqual(LIMIT);
  });

  it('is not told of an archive with something hidden between its entries', async () => {
    const hidden = zip([{ content: Buffer.alloc(2 * LIMIT) }]).subarray(0, -100);
    const file = { content: Buffer.from('x') };
    expect(await unpackedSize(zip([file, { ...file, hidden }]), LIMIT)).toBeNull();
    expect(await unpackedSize(zip([{ ...file, hidden }]), LIMIT)).toBeNull();
  });

  it('is not told when the directory and the header before the data disagree', async () => {
    expect(await unpackedSize(zip([{ content: Buffer.from('x'), localLength: 999 }]), LIMIT)).toBeNull();
  });

  it('is null for anything else, and nothing is thrown', async () => {
    const good = zip([{ content: Buffer.from('some text, some text') }]);
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const bad = Buffer.from(good);
        bad[at] = ((bad[at] ?? 0) + by) % 256;
        const size = await unpackedSize(bad, LIMIT);
        expect(size === null || size >= 0).toBe(true);
        expect(await unpackedSize(good.subarray(0, at), LIMIT)).toBeNull();
      }),
      { numRuns: 300 },
    );
    expect(await unpackedSize(Buffer.from('PK'), LIMIT)).toBeNull();
  });
});
