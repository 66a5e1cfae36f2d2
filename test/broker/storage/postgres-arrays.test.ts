import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openPostgres } from '#core/bindings/postgres-database.js';
import { numberArray, textArray } from '#broker/storage/postgres-arrays.js';
import { describeWithPostgres, freshPostgres } from '../../support/postgres.js';

describe('array literals of PostgreSQL', () => {
  it('quote every text, so that none is taken for null, a number or the end', () => {
    expect(textArray(['a', 'null', null, '', 'x,y', '{}', '"', '\\'])).toBe(
      String.raw`{"a","null",null,"","x,y","{}","\"","\\"}`,
    );
  });

  it('write numbers and nulls as they are', () => {
    expect(numberArray([1, null, -3, 1_763_770_502_123])).toBe('{1,null,-3,1763770502123}');
    expect(numberArray([])).toBe('{}');
  });
});

describeWithPostgres('array literals', () => {
  it('come back from the server as they went in, whatever the texts', async () => {
    const database = await openPostgres({ url: await freshPostgres() });
    // PostgreSQL keeps every character but NUL, which JSON escapes wherever a stranger's text is kept.
    const text = fc.string({ unit: 'binary' }).map((value) => value.replaceAll('\0', ''));
    const values = fc.array(fc.option(text), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(values, async (texts) => {
        const rows = await database.all(
          'select t from unnest($1::text[]) with ordinality as u (t, n) order by n',
          [textArray(texts)],
        );
        expect(rows.map(({ t }) => t)).toEqual(texts);
      }),
      { numRuns: 100 },
    );
    await database.close();
  });
});
