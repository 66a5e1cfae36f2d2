import { expect, test } from 'vitest';
import { phrase, words } from '#core/rules/words.js';

test('A phrase is put together when it is read, in both languages', () => {
  let made = 0;
  const counted = phrase(([used, limit]: readonly [number, number]) => {
    made += 1;
    return words(`${limit} 次中 ${used} 次`, `${used} of ${limit}`);
  });
  const said = counted([1, 2]);
  expect(made).toBe(0);
  expect([said.zh, said.en]).toEqual(['2 次中 1 次', '1 of 2']);
  expect(counted([1, 2])).toEqual(said);
  expect(counted([2, 2])).not.toEqual(said);
});
