import { describe, expect, it } from 'vitest';
import { normaliseFlat } from '#core/pass/flat.js';
import { normaliseShortCode } from '#core/pass/short-code.js';
import { isId } from '#core/units/ids.js';
import { columnsToSeed, type SeedDatabase } from '../../../bench/seed/seed-database.js';
import { codeOf, householdOf, passIdOf, ROWS } from '../../../bench/seed/seed-rows.js';

const PLACES = [0, 1, 99, 100, 999, 1_000, 99_999, 999_999];

describe('the register of the bench', () => {
  it('has households that people could type, each once', () => {
    expect(PLACES.map((index) => normaliseFlat(householdOf(index)))).toEqual(PLACES.map(householdOf));
    expect(new Set(Array.from({ length: 5_000 }, (_, index) => householdOf(index))).size).toBe(5_000);
  });

  it('has printed codes with a right check character, each once', () => {
    expect(PLACES.map((index) => normaliseShortCode(codeOf(index)))).toEqual(PLACES.map(codeOf));
    expect(new Set(Array.from({ length: 5_000 }, (_, index) => codeOf(index))).size).toBe(5_000);
  });

  it('has pass ids of one length', () => {
    expect(PLACES.every((index) => isId(passIdOf(index)) && passIdOf(index).length === 10)).toBe(true);
  });
});

describe('the columns that are seeded', () => {
  const source = { passKind: 'purchase', now: Date.UTC(2026, 0, 1), qrOf: () => 'GP1:X' } as const;
  const example = ROWS.households(0, source);
  const withColumns = (...columns: { name: string; isRequired: boolean }[]): SeedDatabase => ({
    columns: () => Promise.resolve(columns),
    insert: () => Promise.resolve(),
    text: () => Promise.resolve(''),
    close: () => Promise.resolve(),
  });

  it('are those that the database has and the seeder knows', async () => {
    const database = withColumns(
      { name: 'id', isRequired: true },
      { name: 'compound', isRequired: true },
      { name: 'floor', isRequired: false },
    );
    expect(await columnsToSeed(database, 'households', example)).toEqual(['id', 'compound']);
  });

  it('must not leave out one that is required', async () => {
    const database = withColumns({ name: 'id', isRequired: true }, { name: 'floor', isRequired: true });
    await expect(columnsToSeed(database, 'households', example)).rejects.toThrow(
      'households has required columns that bench/seed/seed-rows.ts does not know: floor',
    );
  });

  it('need a table', async () => {
    await expect(columnsToSeed(withColumns(), 'households', example)).rejects.toThrow('no table households');
  });
});
