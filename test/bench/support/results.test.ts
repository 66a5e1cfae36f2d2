import { describe, expect, it } from 'vitest';
import { isMet, resultsTable } from '../../../bench/support/results-table.js';
import { ratios, spreadOf } from '../../../bench/support/series.js';

describe('the figures of several rounds', () => {
  it('are told by their smallest, middle and largest', () => {
    expect(spreadOf([5, 1, 3])).toEqual({ min: 1, median: 3, max: 5 });
    expect(spreadOf([4, 1, 3, 2])).toEqual({ min: 1, median: 2.5, max: 4 });
    expect(spreadOf([])).toEqual({ min: 0, median: 0, max: 0 });
  });

  it('are compared round by round', () => {
    expect(ratios([10, 30], [5, 10])).toEqual([2, 3]);
    expect(ratios([10, 30], [5])).toEqual([2]);
  });

  it('reach a goal with their middle', () => {
    expect(isMet({ values: [0.5, 1, 2], goal: { atLeast: 1 } })).toBe(true);
    expect(isMet({ values: [0.5, 0.9, 2], goal: { atLeast: 1 } })).toBe(false);
    expect(isMet({ values: [9, 10, 11], goal: { atMost: 9.5 } })).toBe(false);
    expect(isMet({ values: [2], goal: { atLeast: 2, atMost: 2 } })).toBe(true);
  });
});

describe('the table of results', () => {
  const lines = [
    { what: 'bare', unit: 'decisions/s', values: [20_400.4, 20_000, 21_000] },
    { what: 'ratio', unit: 'times', values: [0.91, 1.234_56, 1.5], goal: { atLeast: 1 } },
    { what: 'slow', unit: 'ms', values: [20], goal: { atMost: 10 } },
    { what: 'absent', unit: '', values: [] },
  ];
  const rows = resultsTable([{ title: 'Saturated', lines }])
    .split('\n')
    .map((row) => row.split('|').map((cell) => cell.trim()));

  it('has a row for the section and one for each measure', () => {
    expect(rows.map(([, what]) => what)).toEqual([
      'measure',
      expect.stringMatching(/^-+$/),
      '**Saturated**',
      'bare',
      'ratio',
      'slow',
      'absent',
    ]);
  });

  it('shows three digits, goals, and whether they are met', () => {
    expect(rows[3]?.slice(2, 8)).toEqual(['decisions/s', '20,000', '20,400', '21,000', '', '']);
    expect(rows[4]?.slice(2, 8)).toEqual(['times', '0.91', '1.23', '1.5', 'at least 1', 'yes']);
    expect(rows[5]?.slice(2, 8)).toEqual(['ms', '20', '20', '20', 'at most 10', 'NO']);
    expect(rows[6]?.slice(2, 8)).toEqual(['', '-', '-', '-', '', '']);
  });
});
