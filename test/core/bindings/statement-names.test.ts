import { describe, expect, it } from 'vitest';
import { StatementNames } from '#core/bindings/statement-names.js';

describe('names of prepared statements', () => {
  it('are given to what comes again and again, and stay', () => {
    const names = new StatementNames();
    expect([1, 2, 3, 4].map(() => names.of('select 1'))).toEqual([undefined, undefined, 's1', 's1']);
    expect([1, 2, 3].map(() => names.of('select 2'))).toEqual([undefined, undefined, 's2']);
  });

  it('are bounded, and statements built for one occasion use none up', () => {
    const names = new StatementNames();
    for (let number = 0; number < 10_000; number += 1) names.of(`select ${number}`);
    for (let number = 0; number < 300; number += 1) {
      for (let times = 0; times < 3; times += 1) names.of(`select ${number}, ${number}`);
    }
    expect(names.of('select 199, 199')).toBe('s200');
    for (let times = 0; times < 5; times += 1) expect(names.of('select 200, 200')).toBeUndefined();
  });
});
